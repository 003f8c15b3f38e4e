import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ConditionKind } from '../../shared/segment/contract.ts'

const chinese = /[一-鿿]/

/** What every condition keeps, whichever it is. */
export function conditionContract(kind: ConditionKind, file: string, examples: readonly unknown[]) {
  describe(`condition ${kind.type}`, () => {
    it('is named as its file', () => expect(kind.type).toBe(file))

    it('speaks Chinese to the manager', () => {
      expect(kind.label).toMatch(chinese)
      for (const example of examples) {
        const said = kind.summary(kind.settings.parse(example))
        expect(said).toMatch(chinese)
        expect(said).not.toMatch(/undefined|null|\[object|NaN/)
      }
    })

    it('has settings that a form can be made of, each field with a Chinese title', () => {
      const schema = z.toJSONSchema(kind.settings, { io: 'input' })
      for (const shape of schema.oneOf ?? schema.anyOf ?? [schema]) {
        for (const field of Object.values(shape.properties ?? {})) {
          expect(typeof field === 'object' ? field.title : undefined).toMatch(chinese)
        }
      }
    })

    it('says after which events the answer may change, merges among them', () =>
      expect(kind.changesOn).toEqual(expect.arrayContaining(['contact.merged', 'contact.unmerged'])))
  })
}
