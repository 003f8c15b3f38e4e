import { isFrontColumn, plainWord } from '../../shared/imports/column-words.ts'
import { fieldsOfRows, type RowMapping, type RowTarget } from '../../shared/imports/row-mapping.ts'
import type { ObjectType, PersonKind } from '../../shared/schema/definitions.ts'

const personWords: Partial<Record<PersonKind, readonly string[]>> = {
  phone: ['手机号', '手机', '手机号码', '联系电话', '电话', 'phone', 'mobile', 'tel'],
  email: ['邮箱', '电子邮箱', 'email', 'mail'],
  crm: ['会员号', '会员编号', '客户编号', '客户号', 'customer_id', 'customerid', 'member_no', 'memberid'],
  unionid: ['unionid', 'union_id'],
  oa: ['openid', 'open_id'],
  mini: ['openid', 'open_id', '小程序openid'],
  wecom: ['external_userid', 'externaluserid', '外部联系人id'],
}
const newness = ['updatedat', 'updated_at', '更新时间', '修改时间', '最后修改时间']

/** What the columns of a file of this object's rows probably mean, by the words of their names. */
export function guessRowMapping(header: readonly string[], object: ObjectType): RowMapping {
  const byWord = new Map<string, RowTarget>()
  const { person } = object
  // What is said first yields to what is said later: a field's own name means that field before anything else.
  for (const word of newness) byWord.set(word, { to: 'updatedAt' })
  if (person !== null) {
    const target: RowTarget = { to: 'person', kind: person.kind, scope: person.scope }
    const own = object.fields.find(({ name }) => name === person.field)
    for (const word of [...(personWords[person.kind] ?? []), person.field, own?.label ?? '']) {
      byWord.set(plainWord(word), target)
    }
  }
  for (const { name, label } of fieldsOfRows(object)) {
    for (const word of [label, name]) byWord.set(plainWord(word), { to: 'field', name })
  }
  const taken = new Set<string>()
  const columns = header.map((name): RowTarget => {
    const target = isFrontColumn(name) ? undefined : byWord.get(plainWord(name))
    const place = target === undefined ? '' : target.to === 'field' ? `field:${target.name}` : target.to
    // Of two that look alike the person chooses: the first is proposed.
    if (target === undefined || taken.has(place)) return { to: 'ignore' }
    taken.add(place)
    return target
  })
  return { columns, dayOrder: null }
}
