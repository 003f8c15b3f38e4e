import { z } from 'zod'
import { IdentityKind } from '../contact.ts'
import { Field, FieldName, Fields, FieldType, withOptions } from './field.ts'
import { Precedence, usualPrecedence } from './precedence.ts'
import { sealedKindOf } from './sealed-field.ts'

const Archived = z.object({
  createdAt: z.coerce.date().nullable(),
  /** Nobody is asked for it any more; the values that are there stay. */
  archivedAt: z.coerce.date().nullable(),
})
const choose = { message: '请至少填写一个选项', path: ['options'] }

/** What a manager says about an attribute of people. `name` and `type` never change: values were read by them. */
export const AttributeInput = Field.extend({
  shown: z.boolean().default(true),
  precedence: Precedence.default(usualPrecedence),
}).refine(withOptions, choose)
export const AttributeDefinition = Field.extend({ shown: z.boolean(), precedence: Precedence })
  .extend(Archived.shape)
  .extend({ system: z.boolean() })
export type AttributeDefinition = z.infer<typeof AttributeDefinition>

/** Custom events go by their type; one dot or more is usual: `order.paid`. */
export const EventType = z
  .string()
  .regex(/^[^\s$@|{}"']{1,60}$/, '事件名称最多 60 字，不能含空格、引号和花括号')
  .refine((type) => !type.startsWith('object.'), 'object. 开头的名称留给自定义对象')
const EventShape = z.object({
  name: EventType,
  label: z.string().trim().min(1, '请填写显示名称').max(40),
  properties: Fields,
})
export const EventInput = EventShape
export const EventDefinition = EventShape.extend(Archived.shape).extend({ system: z.boolean() })
export type EventDefinition = z.infer<typeof EventDefinition>

/** How a row of an object names its person; `identity`: a whole key, `phone:138…` or `oa:<appid>:<openid>`. */
export const PersonKind = z.enum([...IdentityKind.options, 'identity'])
export type PersonKind = z.infer<typeof PersonKind>
/** Ids that mean something only within an app, a company or a source. */
export const scopedKinds: ReadonlySet<PersonKind> = new Set<PersonKind>(['oa', 'mini', 'wecom', 'crm'])

export const PersonLink = z
  .object({ field: FieldName, kind: PersonKind, scope: z.string().trim().max(64).nullable().default(null) })
  .refine(({ kind, scope }) => !scopedKinds.has(kind) || (scope !== null && scope !== ''), {
    message: '请填写所属的 AppID、企业 ID 或 CRM 来源',
    path: ['scope'],
  })

export const ObjectName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,29}$/, '对象名称以小写字母开头，只含小写字母、数字、- 和 _')
/** Said about a row itself, so no field may be called so. */
const reserved: ReadonlySet<string> = new Set(['updatedAt'])

const ObjectShape = z.object({
  name: ObjectName,
  label: z.string().trim().min(1, '请填写显示名称').max(40),
  fields: Fields,
  /** The field that tells one row from another. */
  keyField: FieldName,
  person: PersonLink.nullable(),
  /** When what the row is about happened; without one it is when the row last changed. */
  timeField: FieldName.nullable(),
})
type ObjectShape = z.infer<typeof ObjectShape>

export function objectProblem(object: ObjectShape): { message: string; path: string[] } | null {
  const typeOf = (name: string): FieldType | undefined => object.fields.find((one) => one.name === name)?.type
  const key = typeOf(object.keyField)
  if (key !== 'text' && key !== 'number') return { message: '主键应是一个文本或数字字段', path: ['keyField'] }
  const keyField = object.fields.find(({ name }) => name === object.keyField)
  if (keyField !== undefined && sealedKindOf(keyField) !== null) {
    const message = '主键会原样保存和显示，不能是手机号、邮箱或身份证号，请另选一个编号字段'
    return { message, path: ['keyField'] }
  }
  if (object.person !== null && typeOf(object.person.field) === undefined) {
    return { message: '关联客户的字段不在字段列表里', path: ['person', 'field'] }
  }
  if (object.timeField !== null && typeOf(object.timeField) !== 'date') {
    return { message: '时间字段应是一个日期字段', path: ['timeField'] }
  }
  const taken = object.fields.find(({ name }) => reserved.has(name))
  return taken === undefined ? null : { message: `字段不能叫 ${taken.name}`, path: ['fields'] }
}

export const ObjectInput = ObjectShape.superRefine((object, ctx) => {
  const problem = objectProblem(object)
  if (problem !== null) ctx.addIssue({ code: 'custom', ...problem })
})
export const ObjectType = ObjectShape.extend(Archived.shape)
export type ObjectType = z.infer<typeof ObjectType>

/** Something that came from outside and that no definition knows: kept, and proposed for adoption. */
export const UnknownField = z.object({
  kind: z.enum(['attribute', 'event', 'property', 'object-field']),
  /** The type of the event or of the object it is part of. */
  owner: z.string(),
  name: z.string(),
  guess: FieldType,
  firstAt: z.coerce.date(),
  lastAt: z.coerce.date(),
})
export type UnknownField = z.infer<typeof UnknownField>
