import type { ImportPreview, PreviewKind, PreviewRow } from '../../shared/api/imports.ts'
import { kindOfKey } from '../../shared/contact.ts'
import { normalizeIdNumber } from '../../shared/id-number.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { maskIdNumber } from '../../shared/mask-text.ts'
import { maskPhone, normalizePhone } from '../../shared/phone.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { IdentityRulesStore } from '../store/identity-rules.ts'
import type { ImportsStore, StoredImport } from '../store/imports.ts'
import type { MergesStore } from '../store/merges.ts'
import { phoneTails } from '../store/sealed-phone.ts'
import { toIncoming } from './crm-row.ts'
import { createDrafts } from './drafts.ts'
import type { FileRow } from './files/file-row.ts'
import { columnOfKey, noOwner, type OwnerFinder, type ReadRow, type Rows, type Sheet } from './import-rows.ts'
import { createKeySet, type KeySet } from './key-set.ts'

/**
 * What an import would do, without doing it: each batch is worked out in memory as the import would, and thrown away.
 * People that only an earlier batch of the same file would make are known by their identities alone.
 */
export type PreviewNeeds = {
  imports: Pick<ImportsStore, 'recordsOf'>
  contacts: Pick<ContactsStore, 'findByKeys'>
  merges: Pick<MergesStore, 'contested'>
  identityRules: Pick<IdentityRulesStore, 'read'>
  cipher: Cipher
  rows: Pick<Rows, 'read'>
}
const SHOWN = 20
type Outcome = { kind: PreviewKind; reasons: string[] }
type Counted = Omit<ImportPreview, 'samples'>
type Batch = { job: StoredImport; sheet: Sheet; lines: readonly FileRow[]; owners: OwnerFinder }

export function createPreview(needs: PreviewNeeds) {
  const counts: Counted = { rows: 0, created: 0, updated: 0, merged: 0, unchanged: 0, refused: 0, conflict: 0 }
  const samples: ImportPreview['samples'] = {}
  const inFile: KeySet = createKeySet()

  const show = (kind: PreviewKind, row: PreviewRow) => {
    const shown = samples[kind] ?? []
    samples[kind] = shown
    if (shown.length < SHOWN) shown.push(row)
  }

  const take = async ({ job, sheet, lines, owners }: Batch): Promise<void> => {
    const { rows, refused } = await needs.rows.read(job, sheet, lines, owners)
    counts.rows += lines.length
    counts.refused += refused.length
    for (const { line, problems } of refused) {
      const reasons = problems.map(({ column, problem }) => `${column}：${problem}`)
      show('refused', { line: line.line, cells: masked(line.cells, sheet), reasons })
    }
    const outcomes = await outcomesOf(job, sheet, rows)
    for (const [at, { line, row, owner }] of rows.entries()) {
      const { kind, reasons } = outcomes[at] ?? { kind: 'unchanged', reasons: [] }
      const nobody = row.owner !== null && owner === null ? [noOwner(sheet).problem] : []
      if (kind === 'conflict') counts.conflict += 1
      counts[kind === 'conflict' ? 'created' : kind] += 1
      show(kind, { line: line.line, cells: masked(line.cells, sheet), reasons: [...reasons, ...nobody] })
    }
  }

  const outcomesOf = async (job: StoredImport, sheet: Sheet, rows: readonly ReadRow[]): Promise<Outcome[]> => {
    const { source, startedAt: at } = job
    const keys = [...new Set(rows.flatMap(({ row }) => row.claims.map(({ key }) => key)))]
    const [known, stored, contested, identityRules] = await Promise.all([
      needs.imports.recordsOf(rows.map(({ row }) => `${source}:${row.key}`)),
      needs.contacts.findByKeys(keys),
      needs.merges.contested(keys.filter((key) => kindOfKey(key) === 'phone' || kindOfKey(key) === 'email')),
      needs.identityRules.read(),
    ])
    const drafts = createDrafts(stored, {
      ...{ now: at, contested, told: [], nextPlace: () => 0, rules: new Map(), identityRules },
      tailsOf: (sealed) => phoneTails(needs.cipher, sealed),
    })
    const records = new Map([...known].map(([key, { hash, turn }]) => [key, { hash, turn }]))
    const before = new Map(stored.map(({ _id, name }) => [_id, name]))
    return rows.map(({ row, owner }): Outcome => {
      const key = `${source}:${row.key}`
      const last = records.get(key)
      const said = `${key}#${row.hash}`
      if (last?.hash === row.hash || inFile.has(said)) return { kind: 'unchanged', reasons: [] }
      inFile.add(said)
      const turn = last === undefined ? 0 : last.turn + 1
      records.set(key, { hash: row.hash, turn })
      return outcomeOf(toIncoming(row, { source, at, turn, owner }), { drafts, before, sheet })
    })
  }

  const outcomeOf = (
    incoming: Incoming,
    {
      drafts,
      before,
      sheet,
    }: { drafts: ReturnType<typeof createDrafts>; before: Map<ContactId, string | null>; sheet: Sheet },
  ): Outcome => {
    const { created, merged, conflicts, base } = drafts.link(incoming, undefined)
    const earlier = incoming.claims.filter(({ key }) => inFile.has(key))
    for (const { key } of incoming.claims) inFile.add(key)
    const clashes = conflicts.map(({ key, why }) => `${columnOfKey(key, sheet)}：${why}`)
    const name = before.get(base)
    const whom = name === null || name === undefined ? '已有客户' : `已有客户「${name}」`
    if (merged.length > 0)
      return { kind: 'merged', reasons: [created ? `并入${nameOf(merged, before)}` : `与${whom}合并`] }
    if (!created) return { kind: 'updated', reasons: [`更新${whom}`, ...clashes] }
    if (clashes.length > 0) return { kind: 'conflict', reasons: clashes }
    const [first] = earlier
    if (first === undefined) return { kind: 'created', reasons: [] }
    const soft = ['phone', 'email'].includes(kindOfKey(first.key)) && incoming.claims.length > earlier.length
    return soft
      ? { kind: 'conflict', reasons: [`${columnOfKey(first.key, sheet)}：与前面某一行相同，将作为两位客户待确认`] }
      : { kind: 'updated', reasons: ['与前面某一行是同一个人'] }
  }

  return { take, result: (): ImportPreview => ({ ...counts, samples }) }
}

const nameOf = (ids: readonly ContactId[], before: Map<ContactId, string | null>): string => {
  const names = ids.flatMap((id) => before.get(id) ?? [])
  return names.length === 0 ? '已有客户' : `已有客户「${names.join('、')}」`
}

/** What a page shows of a row: enough to recognise it. */
const masked = (cells: readonly string[], { mapping }: Sheet): string[] =>
  cells.map((cell, at) => {
    const to = mapping.columns[at]?.to
    return maskedCell(cell, to === 'phone' || to === 'email' || to === 'idNumber')
  })

export function maskedCell(cell: string, always = false): string {
  const text = cell.length > 80 ? `${cell.slice(0, 80)}…` : cell
  const phone = normalizePhone(text)
  if (phone !== null) return maskPhone(phone)
  if (normalizeIdNumber(text) !== null) return maskIdNumber(text)
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return text.replace(/^(.).*(@.*)$/, '$1***$2')
  return always ? text.replace(/\d(?=\d{4})/g, '*') : text
}
