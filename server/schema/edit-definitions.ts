import type { z } from 'zod'
import { type DefinitionUse, useWords } from '../../shared/api/definitions.ts'
import { Refusal } from '../../shared/refusal.ts'
import type {
  AttributeDefinition,
  AttributeInput,
  EventDefinition,
  EventInput,
  ObjectInput,
  ObjectType,
  UnknownField,
} from '../../shared/schema/definitions.ts'
import type { Field } from '../../shared/schema/field.ts'
import type { Clock } from '../kit/clock.ts'
import type { DefinitionsStore } from '../store/definitions.ts'
import type { UnknownFieldsStore } from '../store/unknown-fields.ts'
import { type Maker, usesIn } from './uses.ts'
import type { VocabularyReader } from './vocabulary.ts'

export type EditNeeds = {
  definitions: DefinitionsStore
  vocabulary: VocabularyReader
  unknownFields: Pick<UnknownFieldsStore, 'forget'>
  /** Everything that may name a definition, to say what it is used by. */
  makers(): Promise<Maker[]>
  clock: Clock
}

const taken = (what: string, name: string) =>
  new Refusal({
    code: 'definition.taken',
    status: 409,
    message: `已经有名为「${name}」的${what}了，可能在“已归档”里。`,
  })
const missing = (what: string) =>
  new Refusal({ code: 'definition.not-found', status: 404, message: `没有找到这个${what}，可能已被别人改名。` })
const fixed = (message: string) => new Refusal({ code: 'definition.fixed', status: 409, message })

/** A field keeps its type for ever: what is stored was read by it. */
function refuseOtherTypes(before: readonly Field[], after: readonly Field[]): void {
  const types = new Map(before.map(({ name, type }) => [name, type]))
  for (const { name, label, type } of after) {
    const was = types.get(name)
    if (was !== undefined && was !== type)
      throw fixed(`「${label}」的类型不能改：已有的值是按原来的类型存的。请另建一个字段。`)
  }
}

/** Attributes, events and objects as managers define them. A name stays for ever; what is no longer wanted is archived. */
export function createEditDefinitions({ definitions, vocabulary, unknownFields, makers, clock }: EditNeeds) {
  const usesOf = async (name: string): Promise<DefinitionUse[]> => usesIn(await makers(), name)

  /** Told before it is done, unless whoever asks has seen it. */
  const refuseUnseenUses = async (label: string, name: string, confirmed: boolean): Promise<void> => {
    if (confirmed) return
    const uses = await usesOf(name)
    if (uses.length === 0) return
    const names = uses.slice(0, 5).map((use) => `${useWords[use.kind]}「${use.name}」`)
    throw new Refusal({
      code: 'definition.in-use',
      status: 409,
      message: `「${label}」正被 ${names.join('、')}${uses.length > 5 ? ` 等 ${uses.length} 处` : ''} 使用。归档后那里不会再有新的值。`,
      details: { uses },
    })
  }

  const adopted = (kind: UnknownField['kind'], owner: string, fields: readonly { name: string }[]) =>
    Promise.all(fields.map(({ name }) => unknownFields.forget({ kind, owner, name })))

  const change = async <T>(work: () => Promise<T>): Promise<T> => {
    vocabulary.forget()
    try {
      return await work()
    } finally {
      vocabulary.forget()
    }
  }

  const attribute = async (name: string): Promise<AttributeDefinition> => {
    const known = (await vocabulary.read()).attributes.get(name)
    if (known === undefined) throw missing('属性')
    return known
  }
  const event = async (name: string): Promise<EventDefinition> => {
    const known = (await vocabulary.read()).events.get(name)
    if (known === undefined) throw missing('事件')
    return known
  }
  const object = async (name: string): Promise<ObjectType> => {
    const known = (await vocabulary.read()).objects.get(name)
    if (known === undefined) throw missing('对象')
    return known
  }

  return {
    usesOf,

    addAttribute: (input: z.output<typeof AttributeInput>) =>
      change(async () => {
        if ((await vocabulary.read()).attributes.has(input.name)) throw taken('属性', input.name)
        const made = { ...input, system: false, createdAt: clock.now(), archivedAt: null }
        if (!(await definitions.attributes.add(made))) throw taken('属性', input.name)
        await adopted('attribute', '', [input])
      }),

    changeAttribute: (name: string, input: z.output<typeof AttributeInput>) =>
      change(async () => {
        const before = await attribute(name)
        if (input.name !== name) throw fixed('属性的名称不能改，请改显示名称。')
        refuseOtherTypes([before], [input])
        const { system, createdAt, archivedAt } = before
        await definitions.attributes.put({ ...input, system, createdAt, archivedAt })
      }),

    archiveAttribute: (name: string, { confirmed }: { confirmed: boolean }) =>
      change(async () => {
        const before = await attribute(name)
        if (before.system)
          throw fixed(`「${before.label}」是系统属性，不能归档；不想看到它可以关闭“在客户资料里显示”。`)
        await refuseUnseenUses(before.label, name, confirmed)
        await definitions.attributes.put({ ...before, archivedAt: before.archivedAt ?? clock.now() })
      }),

    restoreAttribute: (name: string) =>
      change(async () => definitions.attributes.put({ ...(await attribute(name)), archivedAt: null })),

    addEvent: (input: z.output<typeof EventInput>) =>
      change(async () => {
        if ((await vocabulary.read()).events.has(input.name)) throw taken('事件', input.name)
        const made = { ...input, system: false, createdAt: clock.now(), archivedAt: null }
        if (!(await definitions.events.add(made))) throw taken('事件', input.name)
        await adopted('event', '', [input])
        await adopted('property', input.name, input.properties)
      }),

    changeEvent: (name: string, input: z.output<typeof EventInput>) =>
      change(async () => {
        const before = await event(name)
        if (input.name !== name) throw fixed('事件的名称不能改，请改显示名称。')
        refuseOtherTypes(before.properties, input.properties)
        const { system, createdAt, archivedAt } = before
        await definitions.events.put({ ...input, system, createdAt, archivedAt })
        await adopted('property', name, input.properties)
      }),

    archiveEvent: (name: string, { confirmed }: { confirmed: boolean }) =>
      change(async () => {
        const before = await event(name)
        if (before.system) throw fixed(`「${before.label}」是系统事件，不能归档。`)
        await refuseUnseenUses(before.label, name, confirmed)
        await definitions.events.put({ ...before, archivedAt: before.archivedAt ?? clock.now() })
      }),

    restoreEvent: (name: string) =>
      change(async () => definitions.events.put({ ...(await event(name)), archivedAt: null })),

    addObject: (input: z.output<typeof ObjectInput>) =>
      change(async () => {
        const made = { ...input, createdAt: clock.now(), archivedAt: null }
        if (!(await definitions.objects.add(made))) throw taken('对象', input.name)
        await adopted('object-field', input.name, input.fields)
      }),

    changeObject: (name: string, input: z.output<typeof ObjectInput>) =>
      change(async () => {
        const before = await object(name)
        if (input.name !== name) throw fixed('对象的名称不能改，请改显示名称。')
        if (input.keyField !== before.keyField) throw fixed('主键不能改：已有的行是按它区分的。')
        refuseOtherTypes(before.fields, input.fields)
        const { createdAt, archivedAt } = before
        await definitions.objects.put({ ...input, createdAt, archivedAt })
        await adopted('object-field', name, input.fields)
      }),

    archiveObject: (name: string, { confirmed }: { confirmed: boolean }) =>
      change(async () => {
        const before = await object(name)
        await refuseUnseenUses(before.label, name, confirmed)
        await definitions.objects.put({ ...before, archivedAt: before.archivedAt ?? clock.now() })
      }),

    restoreObject: (name: string) =>
      change(async () => definitions.objects.put({ ...(await object(name)), archivedAt: null })),
  }
}
export type EditDefinitions = ReturnType<typeof createEditDefinitions>
