import type { ImportAccounts } from '../../../../../shared/api/imports.ts'
import { targetLabels } from '../../../../../shared/imports/mapping.ts'
import { fieldsOfRows, type RowTarget } from '../../../../../shared/imports/row-mapping.ts'
import type { ObjectType, PersonKind } from '../../../../../shared/schema/definitions.ts'

/** What may be chosen for a column of an object's file, with a text for each. */
type Choice = { value: string; label: string; target: RowTarget }

export function textOfRow(target: RowTarget): string {
  switch (target.to) {
    case 'field':
      return `field:${target.name}`
    case 'person':
      return `person:${target.kind}:${target.scope ?? ''}`
    default:
      return target.to
  }
}

const personLabels: Record<PersonKind, string> = {
  phone: '手机号',
  email: '邮箱',
  unionid: 'unionid',
  crm: 'CRM 客户编号 / 会员号',
  oa: targetLabels.oa,
  mini: targetLabels.mini,
  wecom: targetLabels.wecom,
  wechaty: '个人微信好友',
  web: '网页访客',
  identity: '完整的身份，如 phone:139…、oa:<appid>:<openid>',
}

export function rowChoices(object: ObjectType, accounts: ImportAccounts | undefined) {
  const choice = (target: RowTarget, label: string): Choice => ({ value: textOfRow(target), label, target })
  const person = (kind: PersonKind, scope: string | null, of?: string) =>
    choice({ to: 'person', kind, scope }, of === undefined ? personLabels[kind] : `${personLabels[kind]}（${of}）`)
  const { oa = [], mini = [], wecom = [] } = accounts ?? {}
  const own = object.person
  const others =
    own === null
      ? []
      : [
          ...[person('phone', null), person('crm', own.kind === 'crm' ? own.scope : 'crm')],
          ...[person('email', null), person('unionid', null)],
          ...oa.map(({ id, name }) => person('oa', id, name)),
          ...mini.map(({ id, name }) => person('mini', id, name)),
          ...wecom.map(({ id, name }) => person('wecom', id, name)),
          person('identity', null),
        ]
  const usual = own === null ? null : textOfRow({ to: 'person', kind: own.kind, scope: own.scope })
  const known = own === null || others.some(({ value }) => value === usual)
  const people = known || own === null ? others : [person(own.kind, own.scope, own.scope ?? undefined), ...others]
  const fields = fieldsOfRows(object).map(({ name, label }) =>
    choice({ to: 'field', name }, name === object.keyField ? `${label}（主键）` : label),
  )
  const rest = [choice({ to: 'updatedAt' }, '这一行的更新时间'), choice({ to: 'ignore' }, targetLabels.ignore)]
  const groups = [
    { label: `${object.label}的字段`, choices: fields },
    { label: '属于哪位客户', choices: people },
    { label: '其他', choices: rest },
  ].filter(({ choices }) => choices.length > 0)
  return {
    options: groups.map(({ label, choices }) => ({
      label,
      options: choices.map(({ value, label: name }) => ({ value, label: name })),
    })),
    targetOf: (value: string): RowTarget =>
      groups.flatMap(({ choices }) => choices).find((one) => one.value === value)?.target ?? { to: 'ignore' },
  }
}
