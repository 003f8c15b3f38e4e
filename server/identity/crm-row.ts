import { createHash } from 'node:crypto'
import { type AttributeValue, identityKey } from '../../shared/contact.ts'
import { EventId, StaffId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import type { Cipher } from '../store/cipher.ts'
import { emailKey, sealPhone } from '../store/sealed-phone.ts'

/** One line of a CRM file. Pure but for the cipher's nonces: what a row says, or which column is wrong and why. */
export const columns = {
  record: ['客户编号', 'record', 'id', 'customer_id', 'customerid'],
  name: ['姓名', 'name'],
  phone: ['手机号', 'phone', 'mobile'],
  level: ['会员等级', 'level'],
  vipExpiresAt: ['VIP到期日', 'vipexpiresat', 'vip_expires_at', 'vip_expiry'],
  owner: ['归属员工', 'owner'],
  email: ['邮箱', 'email'],
  city: ['城市', 'city'],
  origin: ['来源', 'source', 'origin'],
  remark: ['备注', 'remark', 'note'],
} as const
export type ColumnName = keyof typeof columns
export type Header = { names: string[]; at: Map<ColumnName, number> }

const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '')
const isColumn = (name: string): name is ColumnName => name in columns

/** Which column is where; a sentence when the file can't be a list of customers. */
export function readHeader(cells: readonly string[]): Header | { problem: string } {
  const at = new Map<ColumnName, number>()
  const known = Object.entries(columns).flatMap(([name, words]) => words.map((word) => [plain(word), name] as const))
  const byWord = new Map(known)
  for (const [index, cell] of cells.entries()) {
    const name = byWord.get(plain(cell))
    if (name === undefined || !isColumn(name)) continue
    if (at.has(name)) return { problem: `第一行里有两个「${columns[name][0]}」列，请只保留一个` }
    at.set(name, index)
  }
  if (!at.has('record')) return { problem: '第一行里没有「客户编号」列,无法知道每一行是哪位客户' }
  return { names: cells.map((cell) => cell.trim()), at }
}

export type RowProblem = { column: string; problem: string }
export type CrmRow = {
  record: string
  /** Changes when anything the row says changes. */
  hash: string
  fields: string[]
  owner: string | null
  claims: IdentityClaim[]
  facts: ProfileFacts
}

/** A row that can't be taken, with everything that is wrong in it. */
export type BadRow = { problems: RowProblem[]; owner: string | null }

export function readRow(
  header: Header,
  cells: readonly string[],
  given: { source: string; file: string; at: Date; cipher: Cipher },
): CrmRow | BadRow {
  if (cells.length !== header.names.length) {
    const problem = `这一行有 ${cells.length} 列，表头有 ${header.names.length} 列`
    return { problems: [{ column: '整行', problem }], owner: null }
  }
  const cell = (name: ColumnName) => textOf(cells[header.at.get(name) ?? -1])
  const problems: RowProblem[] = []
  const wrong = (name: ColumnName, problem: string) => problems.push({ column: columns[name][0], problem })
  const record = cell('record')
  if (record === '') wrong('record', '客户编号是空的')
  else if (record.length > 64 || /[\s:]/.test(record)) wrong('record', '客户编号最多 64 个字符,不能有空格和冒号')
  const phone = cell('phone') === '' ? null : sealPhone(given.cipher, cell('phone'))
  if (cell('phone') !== '' && phone === null) wrong('phone', '不是有效的手机号')
  const expiry = cell('vipExpiresAt') === '' ? null : readDay(cell('vipExpiresAt'))
  if (cell('vipExpiresAt') !== '' && expiry === null) wrong('vipExpiresAt', '不是有效的日期，应为 2027-03-01 这样')
  const email = cell('email')
  if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) wrong('email', '不是有效的邮箱')
  for (const name of ['name', 'level', 'city', 'origin', 'owner'] as const) {
    if (cell(name).length > 60) wrong(name, '最多 60 个字')
  }
  if (cell('remark').length > 500) wrong('remark', '最多 500 个字')
  const owner = cell('owner') === '' ? null : cell('owner')
  if (problems.length > 0) return { problems, owner }
  const texts = { level: cell('level'), city: cell('city'), crmSource: cell('origin'), remark: cell('remark') }
  const attributes: Record<string, AttributeValue> = Object.fromEntries(
    Object.entries({ ...texts, vipExpiresAt: expiry ?? '' }).filter(([, value]) => value !== ''),
  )
  const declared = { strength: 'declared', source: 'crm-import' } as const
  return {
    record,
    hash: createHash('sha256')
      .update(JSON.stringify(contentOf(header, cells)))
      .digest('base64url')
      .slice(0, 22),
    fields: [...header.at].filter(([, index]) => cells[index]?.trim() !== '').map(([name]) => name),
    owner,
    claims: [
      { key: identityKey('crm', given.source, record), ...declared },
      ...(phone === null ? [] : [{ key: phone.key, ...declared }]),
      ...(email === '' ? [] : [{ key: emailKey(given.cipher, email), ...declared }]),
    ],
    facts: {
      attributes,
      source: { kind: 'crm-import', detail: given.file, at: given.at },
      ...(cell('name') === '' ? {} : { name: cell('name') }),
      ...(phone === null ? {} : { phone: phone.phone }),
      ...(email === '' ? {} : { email: { sealed: given.cipher.seal(email), masked: maskEmail(email) } }),
    },
  }
}

/** The file of refused rows marks a cell that begins like a formula with an apostrophe; it comes back with the file. */
const textOf = (cell: string | undefined) =>
  (cell ?? '')
    .normalize('NFKC')
    .trim()
    .replace(/^'(?=[=+\-@])/, '')

/** What the known columns say, whatever their order in the file. */
const contentOf = (header: Header, cells: readonly string[]) =>
  [...header.at].map(([name, index]) => [name, textOf(cells[index])]).sort()

const maskEmail = (email: string) => email.replace(/^(.).*(@.*)$/, '$1***$2')

/** `2027-03-01`, `2027/3/1`, `2027.3.1`, `2027年3月1日`, with or without a time behind. */
export function readDay(text: string): string | null {
  const [, year, month, day] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso
}

/** `turn` counts the contents a record has had: going back to an older content is a new event, repeating one is not. */
export function toIncoming(
  row: CrmRow,
  given: { source: string; at: Date; turn: number; owner: StaffId | null },
): Incoming {
  const { record, fields, claims, facts, hash } = row
  return {
    event: {
      id: EventId.parse(`crm:${given.source}:${record}:${hash}:${given.turn}`),
      at: given.at,
      account: null,
      name: 'crm.imported',
      source: given.source,
      record,
      fields,
    },
    claims,
    facts: given.owner === null ? facts : { ...facts, owner: StaffId.parse(given.owner) },
  }
}
