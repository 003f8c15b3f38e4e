import { knownEvents, objectTypeOfEvent } from './known-events.ts'

const knownLabels: ReadonlyMap<string, string> = new Map(knownEvents.map(({ type, label }) => [type, label]))
let labels = knownLabels
let objectLabels: ReadonlyMap<string, string> = new Map()
let fieldLabels: ReadonlyMap<string, string> = new Map()

/** The labels the managers gave to events and objects, as `tellAttributeLabels` does for attributes. */
export function tellEventLabels(given: {
  events: readonly { name: string; label: string }[]
  objects: readonly { name: string; label: string; fields?: readonly { name: string; label: string }[] }[]
}): void {
  const named = (all: readonly { name: string; label: string }[]) =>
    all.map(({ name, label }) => [name, label] as const)
  labels = new Map([...knownLabels, ...named(given.events)])
  objectLabels = new Map(named(given.objects))
  fieldLabels = new Map(
    given.objects.flatMap(({ name, fields = [] }) => fields.map((one) => [`${name}.${one.name}`, one.label] as const)),
  )
}

/** A custom event by the label people know; one that has none goes by its own name. */
export function eventWords(type: string): string {
  const object = objectTypeOfEvent(type)
  if (object === null) return labels.get(type) ?? type
  return `${type.endsWith('.created') ? '新增' : '更新'}${objectLabels.get(object) ?? object}`
}

/** A type of objects by the label people know. */
export const objectWords = (type: string): string => objectLabels.get(type) ?? type

/** A field of an object as people know it, from `contract.endsAt`. */
export function objectFieldWords(path: string): string {
  const [type = '', field = ''] = path.split('.')
  return `${objectWords(type)} · ${fieldLabels.get(path) ?? field}`
}
