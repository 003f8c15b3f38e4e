import { expect, test } from 'vitest'
import { z } from 'zod'
import { nodeKinds } from '../../../../shared/journey/nodes/index.gen.ts'
import { conditionKinds } from '../../../../shared/segment/conditions/index.gen.ts'
import { type Field, fieldOf } from './field.ts'
import { carriedOver, chosenOf, initialOf, lacking, settingsFor, withMember, withVariant } from './field-values.ts'

const schemaOf = (type: z.ZodType): Record<string, unknown> => ({ ...z.toJSONSchema(type, { io: 'input' }) })
const read = (type: z.ZodType) => fieldOf(schemaOf(type), 'field')

test.each<[string, z.ZodType, Partial<Field>]>([
  ['a short text is a line', z.string().max(40), { kind: 'text', widget: 'line' }],
  ['a long text is an area', z.string().max(500), { kind: 'text', widget: 'textarea' }],
  ['a hint names its own control', z.string().meta({ widget: 'event' }), { kind: 'text', widget: 'event' }],
  [
    'an event list stays an event picker',
    z.array(z.enum(['a', 'b'])).meta({ widget: 'event' }),
    { kind: 'choices', event: true },
  ],
  ['an integer without bounds has none', z.number().int(), { kind: 'number', integer: true, min: null, max: null }],
  ['a nullable is what it holds', z.number().nullable(), { kind: 'number', integer: false }],
  ['texts are words', z.array(z.string()), { kind: 'words' }],
  ['a union of constants is a choice', z.union([z.literal('a'), z.literal('b')]), { kind: 'choice' }],
  ['a record is entries', z.record(z.string(), z.string()), { kind: 'entries' }],
  ['what nobody knows is still a field', z.unknown(), { kind: 'unknown' }],
])('%s', (_case, type, expected) => {
  expect(read(type)).toMatchObject(expected)
})

const union = z.discriminatedUnion('by', [
  z.object({ by: z.literal('days'), amount: z.number(), note: z.string() }),
  z.object({ by: z.enum(['set', 'not-set']), note: z.string() }),
])

test('a union is told apart by the member whose values differ in each branch', () => {
  expect(read(union)).toMatchObject({ kind: 'variants', by: 'by' })
})

test('changing the branch keeps what both ask for and drops the rest', () => {
  const field = read(union)
  if (field.kind !== 'variants') throw new Error('not a union')
  expect(withVariant(field, { by: 'days', amount: 3, note: '留' }, 'set')).toEqual({ by: 'set', note: '留' })
})

const reply = z.discriminatedUnion('form', [
  z.object({ form: z.literal('text').default('text'), text: z.string().meta({ title: '文字' }) }),
  z.object({ form: z.literal('image'), media: z.string().meta({ title: '素材' }) }),
])

test.each([
  ['says nothing', {}, 'text', ['文字']],
  ['says which', { form: 'image' }, 'image', ['素材']],
])('a value of a union with a usual branch stands there when it %s', (_case, value, chosen, missing) => {
  const field = read(reply)
  if (field.kind !== 'variants') throw new Error('not a union')
  expect(chosenOf(field, value)).toBe(chosen)
  expect(lacking(field, value)).toEqual(missing)
})

test('a union without a usual branch waits for a choice', () => {
  const field = read(union)
  if (field.kind !== 'variants') throw new Error('not a union')
  expect(chosenOf(field, {})).toBeNull()
})

test('the words carry over from one message to another that has several forms', () => {
  expect(carriedOver(read(reply), { text: '你好', url: 'u' })).toEqual({ form: 'text', text: '你好' })
})

test('a value cleared is a key that goes', () => {
  expect(withMember({ a: 1, b: 2 }, 'a', undefined)).toStrictEqual({ b: 2 })
})

test('what a person must still fill in is named by its label', () => {
  const field = read(z.object({ title: z.string().meta({ title: '标题' }), note: z.string().optional() }))
  expect(lacking(field, {})).toEqual(['标题'])
  expect(lacking(field, { title: '好' })).toEqual([])
})

test('a field that takes the tree is a condition editor though its schema is a reference', () => {
  const settings = nodeKinds.find((kind) => kind.type === 'yes-no')?.settings
  if (settings === undefined) throw new Error('no yes-no')
  expect(read(settings)).toMatchObject({
    kind: 'group',
    members: [{ name: 'condition', field: { kind: 'condition', label: '条件' } }],
  })
})

const leaves = (field: Field): Field[] => {
  switch (field.kind) {
    case 'group':
      return field.members.flatMap((member) => leaves(member.field))
    case 'variants':
      return field.variants.flatMap((variant) => variant.members.flatMap((member) => leaves(member.field)))
    case 'list':
      return leaves(field.item)
    default:
      return [field]
  }
}

test.each([...nodeKinds, ...conditionKinds].map((kind) => [kind.type, kind.settings] as const))(
  'the form of %s has a real control for every setting and a Chinese label on each',
  (_type, settings) => {
    const field = read(settings)
    for (const leaf of leaves(field)) {
      expect(leaf.kind).not.toBe('unknown')
      expect(leaf.label).toMatch(/[一-鿿]/)
    }
    expect(initialOf(field)).toEqual(settingsFor(schemaOf(settings)))
  },
)

test.each([...nodeKinds, ...conditionKinds].map((kind) => [kind.type, kind.settings] as const))(
  'every choice of %s has a Chinese name or comes from the catalogue',
  (_type, settings) => {
    for (const leaf of leaves(read(settings)))
      if (leaf.kind === 'choice' || (leaf.kind === 'choices' && !leaf.event))
        for (const choice of leaf.choices) expect(choice.label).toMatch(/[一-鿿]/)
  },
)
