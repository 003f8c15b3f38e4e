import { createHash } from 'node:crypto'
import { type AttributeValue, type Consent, identityKey } from '../../shared/contact.ts'
import { EventId, StaffId } from '../../shared/ids.ts'
import { cellText, dayText, phoneText } from '../../shared/imports/cell-text.ts'
import type { ImportMapping, ImportTarget } from '../../shared/imports/mapping.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { maskEmail } from '../../shared/mask-text.ts'
import { isLandline, maskedPhone } from '../../shared/phone.ts'
import { sealedNames } from '../../shared/schema/system-attributes.ts'
import { readAttributes } from '../schema/read-attributes.ts'
import type { Cipher } from '../store/cipher.ts'
import { sealIdNumber } from '../store/sealed-id-number.ts'
import { emailKey, sealPhone } from '../store/sealed-phone.ts'

/**
 * One row of a file under its mapping. Pure but for the cipher's nonces: what a row says, or which column is wrong and
 * why. A row is taken whole or not at all.
 */
export type RowProblem = { column: string; problem: string }
export type CrmRow = {
  /** What tells this row's record from others of the source: the customer number, otherwise the first identity. */
  key: string
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

export type RowNeeds = {
  titles: readonly string[]
  mapping: ImportMapping
  source: string
  file: string
  /** The import, noted on the people. */
  batch: string
  at: Date
  cipher: Cipher
  timeZone: string
}
type Reading = Omit<CrmRow, 'hash' | 'key' | 'facts'> & {
  attributes: Record<string, AttributeValue>
  cleared: string[]
  consent: Record<string, Consent>
  tags: string[]
  facts: Pick<ProfileFacts, 'name' | 'phone' | 'email' | 'idNumber'>
}

const NOBODY = '没有任何身份，不知道是谁'
const ONLY_HINT = '手机号是打码的，只能当作线索；这一行还要有客户编号、邮箱等一种身份'
const declared = { strength: 'declared', source: 'crm-import' } as const
const OPENID = /^[\w-]{6,64}$/

export function readRow(needs: RowNeeds, cells: readonly string[]): CrmRow | BadRow {
  const { titles, mapping } = needs
  if (cells.length !== titles.length) {
    const problem = `这一行有 ${cells.length} 列，表头有 ${titles.length} 列`
    return { problems: [{ column: '整行', problem }], owner: null }
  }
  const problems: RowProblem[] = []
  const row: Reading = {
    ...{
      record: '',
      fields: [],
      owner: null,
      claims: [],
      attributes: {},
      cleared: [],
      consent: {},
      tags: [],
      facts: {},
    },
  }
  for (const [at, target] of mapping.columns.entries()) {
    if (target.to === 'ignore') continue
    const text = cellText(cells[at])
    const problem = text === '' ? readEmpty(row, target, mapping) : readCell(row, target, text, needs)
    if (problem !== null) problems.push({ column: titles[at] ?? '', problem })
    else if (text !== '') row.fields.push(target.to === 'attribute' ? target.name : target.to)
  }
  const [first] = [...row.claims].sort((a, b) => rank(a) - rank(b))
  if (first === undefined && problems.length === 0)
    problems.push({ column: '整行', problem: row.attributes.maskedPhone === undefined ? NOBODY : ONLY_HINT })
  if (first === undefined || problems.length > 0) return { problems, owner: row.owner }
  const { attributes, cleared, consent, tags, facts, ...rest } = row
  return {
    ...rest,
    claims: [...row.claims].sort((a, b) => rank(a) - rank(b)),
    key: row.record === '' ? first.key : row.record,
    hash: hashOf(mapping, cells),
    facts: {
      attributes,
      source: { kind: 'crm-import', detail: needs.file, at: needs.at },
      batch: needs.batch,
      ...facts,
      ...(cleared.length === 0 ? {} : { cleared }),
      ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
      ...(Object.keys(consent).length === 0 ? {} : { consent }),
    },
  }
}

/** The customer number first, e-mail last. */
const order = ['crm:', 'unionid:', 'oa:', 'mini:', 'wecom:', 'phone:', 'email:']
const rank = ({ key }: IdentityClaim) => order.findIndex((front) => key.startsWith(front))

function readEmpty(row: Reading, target: ImportTarget, { empty }: ImportMapping): string | null {
  if (target.to === 'record') return '客户编号是空的'
  if (target.to === 'attribute' && empty === 'clear') row.cleared.push(target.name)
  return null
}

/** A sentence when the cell can't be taken. */
function readCell(row: Reading, target: Exclude<ImportTarget, { to: 'ignore' }>, text: string, needs: RowNeeds) {
  const { cipher, source, mapping, timeZone } = needs
  const claim = (key: IdentityClaim['key']) => {
    row.claims.push({ key, ...declared })
    return null
  }
  switch (target.to) {
    case 'record':
      if (text.length > 64 || /[\s:]/.test(text)) return '客户编号最多 64 个字符，不能有空格和冒号'
      row.record = text
      return claim(identityKey('crm', source, text))
    case 'phone': {
      const read = phoneText(text)
      if ('problem' in read) return read.problem
      const sealed = sealPhone(cipher, read.text)
      if (sealed === null)
        return maskedPhone(read.text) !== null
          ? hint(row, read.text)
          : isLandline(read.text)
            ? '这是座机号码，请放到一个属性里，手机号列只收手机号'
            : '不是有效的手机号'
      row.facts.phone = sealed.phone
      return claim(sealed.key)
    }
    case 'email':
      if (text.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return '不是有效的邮箱'
      row.facts.email = { sealed: cipher.seal(text), masked: maskEmail(text) }
      return claim(emailKey(cipher, text))
    case 'idNumber': {
      const sealed = sealIdNumber(cipher, text.replace(/^'/, ''))
      if (sealed === null) return '不是有效的 18 位身份证号'
      row.facts.idNumber = sealed
      return null
    }
    case 'unionid':
      return OPENID.test(text) ? claim(identityKey('unionid', text)) : '不是有效的 unionid'
    case 'oa':
    case 'mini':
      return OPENID.test(text) ? claim(identityKey(target.to, target.appId, text)) : '不是有效的 openid'
    case 'wecom':
      return OPENID.test(text) ? claim(identityKey('wecom', target.corpId, text)) : '不是有效的 external_userid'
    case 'name':
      if (text.length > 60) return '最多 60 个字'
      row.facts.name = text
      return null
    case 'owner':
      if (text.length > 60) return '最多 60 个字'
      row.owner = text
      return null
    case 'tags': {
      const tags = text
        .split(/[；;，,|、\n]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '')
      const long = tags.find((tag) => tag.length > 40)
      if (long !== undefined) return `标签「${long.slice(0, 12)}…」超过 40 个字`
      if (tags.length > 50) return '一行最多 50 个标签'
      row.tags.push(...tags)
      return null
    }
    case 'consent': {
      const consent = consentOf(text)
      if (consent === null) return '应为 同意 或 拒绝（是/否、Y/N、1/0 也可以）'
      row.consent[target.channel] = consent
      return null
    }
    case 'attribute': {
      const sealed = sealedNames.get(target.name)
      // A column that was taken for an attribute is still what it is.
      if (sealed !== undefined) return readCell(row, { to: sealed }, text, needs)
      const given = target.type === 'date' ? dayText(text, mapping.dayOrder) : { text }
      if ('problem' in given) return given.problem
      const limit = target.name === 'remark' || target.type !== 'text' ? 500 : 200
      if (text.length > limit) return `最多 ${limit} 个字`
      const read = readAttributes(
        { [target.name]: given.text },
        { attributes: new Map([[target.name, target]]), timeZone, identities: identitiesOf(cipher) },
      )
      const [wrong] = read.problems
      if (wrong !== undefined) return wrong.problem
      Object.assign(row.attributes, read.values)
      Object.assign(row.facts, read.sealed)
      return null
    }
  }
}

/** A number that came masked: whom one may ask about, never who it is. */
function hint(row: Reading, text: string): null {
  row.attributes.maskedPhone = maskedPhone(text) ?? ''
  return null
}

const identitiesOf = (cipher: Cipher) => ({
  sealPhone: (text: string) => sealPhone(cipher, text),
  sealEmail: (text: string) => cipher.seal(text),
  sealIdNumber: (text: string) => sealIdNumber(cipher, text),
})

const yes = new Set(['是', '同意', '授权', '允许', '订阅', 'y', 'yes', 'true', '1', 'granted'])
const no = new Set(['否', '不同意', '拒绝', '退订', '不允许', 'n', 'no', 'false', '0', 'refused'])
const consentOf = (text: string): Consent | null =>
  yes.has(text.toLowerCase()) ? 'granted' : no.has(text.toLowerCase()) ? 'refused' : null

/** What the mapped columns say, whatever their order in the file. */
const hashOf = (mapping: ImportMapping, cells: readonly string[]): string => {
  const said = mapping.columns.flatMap((target, at) =>
    target.to === 'ignore' ? [] : [[wordOf(target), cellText(cells[at])]],
  )
  const content = mapping.empty === 'clear' ? [...said, ['', 'clear']] : said
  return createHash('sha256').update(JSON.stringify(content.sort())).digest('base64url').slice(0, 22)
}
const wordOf = (target: ImportTarget): string => {
  if (target.to === 'attribute') return `=${target.name}`
  if (target.to === 'consent') return `consent:${target.channel}`
  return target.to
}

/** `turn` counts the contents a record has had: going back to an older content is a new event, repeating one is not. */
export function toIncoming(
  row: CrmRow,
  given: { source: string; at: Date; turn: number; owner: StaffId | null },
): Incoming {
  const { record, fields, claims, facts, hash, key } = row
  return {
    event: {
      id: EventId.parse(`crm:${given.source}:${key}:${hash}:${given.turn}`),
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
