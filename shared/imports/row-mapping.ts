import { z } from 'zod'
import { type ObjectType, PersonKind, PersonLink } from '../schema/definitions.ts'
import { FieldName } from '../schema/field.ts'

/**
 * What a column of a file of an object's rows says: one of its fields, how its person is named (by an identity of the
 * object's own kind or of another), or how new the row is.
 */
export const RowTarget = z.discriminatedUnion('to', [
  z.object({ to: z.literal('ignore') }),
  z.object({ to: z.literal('field'), name: FieldName }),
  z.object({ to: z.literal('person'), kind: PersonKind, scope: PersonLink.shape.scope }),
  z.object({ to: z.literal('updatedAt') }),
])
export type RowTarget = z.infer<typeof RowTarget>

export const RowMapping = z.object({
  /** One for each column of the file, in its order. */
  columns: z.array(RowTarget).max(500),
  /** How `03/04/2027` is meant; until it is said, such a day is refused. */
  dayOrder: z.enum(['month-first', 'day-first']).nullable().default(null),
})
export type RowMapping = z.infer<typeof RowMapping>

type Shape = Pick<ObjectType, 'label' | 'fields' | 'keyField' | 'person'>

/** The fields a column can become; the one that names the person is chosen as an identity. */
export const fieldsOfRows = ({ fields, person }: Shape) => fields.filter(({ name }) => name !== person?.field)

/** A sentence when nothing can be imported by this mapping. */
export function rowMappingProblem(
  { columns }: RowMapping,
  { object, titles }: { object: Shape; titles: readonly string[] },
): string | null {
  if (columns.length !== titles.length) return `文件有 ${titles.length} 列，对应关系有 ${columns.length} 列`
  const labels = new Map(fieldsOfRows(object).map(({ name, label }) => [name, label]))
  const seen = new Map<string, number>()
  for (const [at, target] of columns.entries()) {
    if (target.to === 'ignore') continue
    const label = labelOf(target, labels)
    if (label === null) return `「${titles[at]}」对应的字段已不在「${object.label}」里，请重新选择`
    if (target.to === 'person' && object.person === null) return `「${object.label}」没有设置关联客户的字段`
    if (target.to === 'person' && !PersonLink.safeParse({ ...target, field: 'x' }).success) {
      return `请说明「${titles[at]}」属于哪个账号或来源`
    }
    const place = target.to === 'field' ? `field:${target.name}` : target.to
    const first = seen.get(place)
    if (first !== undefined) return `「${titles[first]}」和「${titles[at]}」都对应「${label}」，请只选其中一列`
    seen.set(place, at)
  }
  // The person may be what tells the rows apart: a membership card is one per phone.
  const hasKey =
    seen.has(`field:${object.keyField}`) || (object.keyField === object.person?.field && seen.has('person'))
  const key = object.fields.find(({ name }) => name === object.keyField)?.label ?? object.keyField
  return hasKey ? null : `请指定哪一列是「${key}」：它是「${object.label}」的主键，用来分清每一行`
}

function labelOf(target: Exclude<RowTarget, { to: 'ignore' }>, labels: ReadonlyMap<string, string>): string | null {
  switch (target.to) {
    case 'field':
      return labels.get(target.name) ?? null
    case 'person':
      return '属于哪位客户'
    case 'updatedAt':
      return '更新时间'
  }
}
