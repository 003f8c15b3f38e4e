import { createHash } from 'node:crypto'
import { isFrontColumn, plainWord } from '../../shared/imports/column-words.ts'
import type { ImportMapping, ImportTarget } from '../../shared/imports/mapping.ts'
import { columnTitles } from '../../shared/imports/mapping.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { type Field, FieldName } from '../../shared/schema/field.ts'
import { guessType, readDay } from '../../shared/schema/read-value.ts'

/**
 * What the columns of a file probably mean: by the words of their names, Chinese and English, then by what is in them.
 * `knownTargets` alone is what a file without a person's look is read by: words that mean one thing.
 */
const attribute = (name: string, label: string, type: 'text' | 'date' = 'text'): ImportTarget => ({
  ...{ to: 'attribute', name, label, type, options: [] },
})
const known: readonly (readonly [ImportTarget, readonly string[]])[] = [
  [{ to: 'record' }, ['客户编号', 'record', 'id', 'customer_id', 'customerid']],
  [{ to: 'name' }, ['姓名', 'name']],
  [{ to: 'phone' }, ['手机号', 'phone', 'mobile']],
  [attribute('level', '会员等级'), ['会员等级', 'level']],
  [attribute('vipExpiresAt', 'VIP 到期日', 'date'), ['vip到期日', 'vipexpiresat', 'vip_expires_at', 'vip_expiry']],
  [{ to: 'owner' }, ['归属员工', 'owner']],
  [{ to: 'email' }, ['邮箱', 'email']],
  [{ to: 'idNumber' }, ['身份证号', '身份证', '身份证号码', '证件号码', 'idnumber', 'id_number']],
  [attribute('city', '城市'), ['城市', 'city']],
  [attribute('crmSource', 'CRM 来源'), ['来源', 'source', 'origin']],
  [attribute('remark', '备注'), ['备注', 'remark', 'note']],
]
const alike: readonly (readonly [ImportTarget, readonly string[]])[] = [
  ...known,
  [
    { to: 'record' },
    ['会员编号', '会员号', '会员id', '客户号', '客户id', 'memberid', 'member_no', '编号', 'uid', 'userid'],
  ],
  [
    { to: 'name' },
    ['客户姓名', '会员姓名', '名字', '名称', '称呼', '联系人', 'fullname', 'full_name', 'username', '昵称', 'nickname'],
  ],
  [
    { to: 'phone' },
    [
      '手机',
      '手机号码',
      '电话',
      '电话号码',
      '联系电话',
      '联系方式',
      '移动电话',
      'tel',
      'telephone',
      'cellphone',
      'mobilephone',
      'phone_number',
      'phonenumber',
    ],
  ],
  [{ to: 'email' }, ['电子邮箱', '邮件', '电子邮件', 'mail', 'e-mail', 'emailaddress']],
  [{ to: 'unionid' }, ['unionid', 'union_id', '微信unionid']],
  [{ to: 'owner' }, ['归属', '负责人', '销售', '顾问', '跟进人', '业务员', '导购', '客户经理', 'sales']],
  [{ to: 'tags' }, ['标签', 'tag', 'tags', 'labels', '客户标签', '会员标签']],
  [{ to: 'consent', channel: 'sms' }, ['短信同意', '是否接收短信', '短信订阅', 'smsconsent', 'sms_opt_in']],
  [{ to: 'consent', channel: 'email' }, ['邮件同意', '是否接收邮件', '邮件订阅', 'emailconsent', 'email_opt_in']],
  [attribute('birthday', '生日', 'date'), ['生日', '出生日期', 'birthday', 'birth_date', 'dateofbirth']],
  [attribute('gender', '性别'), ['性别', 'gender', 'sex']],
  [attribute('company', '公司'), ['公司', '公司名称', '单位', 'company', '企业名称']],
  [attribute('province', '省份'), ['省份', '省', 'province']],
]
const byWord = (table: typeof known) =>
  new Map(table.flatMap(([target, words]) => words.map((word) => [plainWord(word), target] as const)))
const [knownWords, alikeWords] = [byWord(known), byWord(alike)]

export function knownTargets(header: readonly string[]): ImportTarget[] {
  return header.map((name) => knownWords.get(plainWord(name)) ?? { to: 'ignore' })
}

/** Accounts a person's ids can belong to: the only one of its kind is guessed. */
type Known = readonly { id: string }[]
export type KnownAccounts = { oa: Known; mini: Known; wecom: Known }

export function guessMapping(
  header: readonly string[],
  samples: readonly (readonly string[])[],
  accounts: KnownAccounts,
  defined: ReadonlyMap<string, Field> = new Map(),
): ImportMapping {
  const titles = columnTitles(header)
  const byLabel = new Map(
    [...defined.values()].flatMap((field) => [field.name, field.label].map((word) => [plainWord(word), field])),
  )
  const guessed = header.map((name, at) => {
    const values = samples.map((row) => (row[at] ?? '').trim()).filter((value) => value !== '')
    const field = byLabel.get(plainWord(name))
    if (field !== undefined && !alikeWords.has(plainWord(name)))
      return asDefined({ to: 'attribute', ...field }, defined)
    return asDefined(guessOne(name, titles[at] ?? '', values, accounts), defined)
  })
  const taken = new Set<string>()
  const columns = guessed.map((target): ImportTarget => {
    if (target.to === 'tags' || target.to === 'ignore') return target
    const place = JSON.stringify(target.to === 'attribute' ? target.name : target)
    // Of two that look alike the person chooses: the first is proposed.
    if (taken.has(place)) return { to: 'ignore' }
    taken.add(place)
    return target
  })
  return { columns, empty: 'keep', dayOrder: null }
}

/** An attribute that is defined is read as what it is, whatever was said of the column. */
export function asDefined(target: ImportTarget, defined: ReadonlyMap<string, Field>): ImportTarget {
  const field = target.to === 'attribute' ? defined.get(target.name) : undefined
  if (field === undefined) return target
  const { name, label, type, options } = field
  return { to: 'attribute', name, label, type, options: [...options] }
}

function guessOne(name: string, title: string, values: readonly string[], accounts: KnownAccounts): ImportTarget {
  const word = plainWord(name)
  if (isFrontColumn(name)) return { to: 'ignore' }
  const said = alikeWords.get(word)
  if (said !== undefined) return said
  if (['openid', 'open_id', '公众号openid', '微信openid'].includes(word) && accounts.oa[0]) {
    return { to: 'oa', appId: accounts.oa[0].id }
  }
  if (['小程序openid', 'miniopenid', 'mini_openid'].includes(word) && accounts.mini[0]) {
    return { to: 'mini', appId: accounts.mini[0].id }
  }
  if (['external_userid', 'externaluserid', '外部联系人id'].includes(word) && accounts.wecom[0]) {
    return { to: 'wecom', corpId: accounts.wecom[0].id }
  }
  const most = (holds: (value: string) => boolean) =>
    values.length > 0 && values.filter(holds).length >= values.length * 0.8
  if (most((value) => normalizePhone(value) !== null && value.replace(/\D/g, '').length >= 11)) return { to: 'phone' }
  if (most((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return { to: 'email' }
  const attributeName = FieldName.safeParse(
    title
      .replace(/[.\s{}|"'$@]/g, '_')
      .replace(/^_+/, '')
      .slice(0, 40),
  )
  if (!attributeName.success || values.length === 0) return { to: 'ignore' }
  const types = new Set(values.map((value) => guessType(value)))
  const [only] = types
  const type = most((value) => /[-/.年]/.test(value) && readDay(value, 'UTC') !== null)
    ? 'date'
    : types.size === 1 && only !== undefined && only !== 'choices'
      ? only
      : 'text'
  return { to: 'attribute', name: attributeName.data, label: title.slice(0, 40), type, options: [] }
}

/** Files with the same names of columns are mapped the same way next time. */
export const signatureOf = (header: readonly string[], object: string | null = null): string =>
  createHash('sha256')
    .update(JSON.stringify(object === null ? header.map(plainWord) : { object, columns: header.map(plainWord) }))
    .digest('base64url')
    .slice(0, 32)
