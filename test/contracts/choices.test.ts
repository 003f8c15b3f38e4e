import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allNodeKinds } from '../../shared/journey/registry.ts'
import { allConditionKinds } from '../../shared/segment/registry.ts'

/** A form shows a choice by its schema's `labels`. Events and condition trees (the `$defs`) are drawn by their widgets. */
type Schema = { [name: string]: unknown }
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function unlabelled(schema: unknown, path: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => unlabelled(one, `${path}.${index}`))
  if (!isSchema(schema) || schema['widget'] === 'event' || schema['widget'] === 'condition') return []
  const labels = isSchema(schema['labels']) ? schema['labels'] : {}
  const values = Array.isArray(schema['enum']) ? schema['enum'] : []
  const own = values.filter((value) => typeof labels[String(value)] !== 'string').map((value) => `${path}: ${value}`)
  const parts = Object.entries(schema).filter(([name]) => name !== '$defs')
  return [...own, ...parts.flatMap(([name, part]) => unlabelled(part, `${path}.${name}`))]
}

describe.each([...allNodeKinds, ...allConditionKinds].map((kind) => [kind.type, kind.settings] as const))(
  '%s',
  (type, settings) => {
    it('says each choice of its form in Chinese', () => {
      expect(unlabelled(z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }), type)).toEqual([])
    })
  },
)
