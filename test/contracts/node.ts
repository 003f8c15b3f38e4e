import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { NodeKind } from '../../shared/journey/contract.ts'

const chinese = /[一-鿿]/

/** What every node kind keeps, whichever it is. `file` is the name of the file it lives in. */
export function nodeContract(kind: NodeKind, file: string, example: unknown) {
  describe(`node ${kind.type}`, () => {
    it('is named as its file', () => expect(kind.type).toBe(file))

    it('speaks Chinese to the manager', () => {
      expect(kind.label).toMatch(chinese)
      expect(kind.hint).toMatch(chinese)
    })

    it('labels every exit and no other', () => {
      expect(Object.keys(kind.exitLabels).sort()).toEqual([...kind.exits].sort())
      for (const label of Object.values(kind.exitLabels)) expect(label).toMatch(chinese)
    })

    it('has settings that a form can be made of, each field with a Chinese title', () => {
      const schema = z.toJSONSchema(kind.settings, { io: 'input' })
      expect(schema.type).toBe('object')
      for (const field of Object.values(schema.properties ?? {})) {
        expect(typeof field === 'object' ? field.title : undefined).toMatch(chinese)
      }
    })

    it('reads its settings back as one short sentence', () => {
      const summary = kind.summary(kind.settings.parse(example))
      expect(summary.length).toBeGreaterThan(1)
      expect(summary.length).toBeLessThanOrEqual(80)
    })

    it('says whom it lets in when it is a start, and only then', () => {
      expect(kind.starts !== undefined).toBe(kind.class === 'start')
      if (kind.class === 'end') expect(kind.exits).toEqual([])
      else expect(kind.exits.length).toBeGreaterThan(0)
    })
  })
}
