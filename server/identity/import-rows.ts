import type { ContactId, EventId, StaffId } from '../../shared/ids.ts'
import type { ImportMapping } from '../../shared/imports/mapping.ts'
import { columnTitles } from '../../shared/imports/mapping.ts'
import type { Incoming } from '../../shared/incoming.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { ImportCounts, ImportedRecord, ImportsStore, RefusedRow, StoredImport } from '../store/imports.ts'
import type { MergesStore } from '../store/merges.ts'
import type { StaffStore } from '../store/staff.ts'
import { type CrmRow, type RowNeeds, readRow, toIncoming } from './crm-row.ts'
import { type FileRow, wholeRow } from './files/file-row.ts'
import type { Linked } from './link.ts'

/** One batch of rows becomes people: links them, says what became of each, keeps what was left out. */
export type RowsNeeds = {
  imports: ImportsStore
  events: Pick<EventsStore, 'find' | 'havingOthers'>
  merges: Pick<MergesStore, 'madeBy' | 'conflictsOver'>
  contacts: Pick<ContactsStore, 'noteBatch'>
  staff: Pick<StaffStore, 'byName'>
  cipher: Cipher
  timeZone: string
  linkIncoming(incoming: readonly Incoming[], now: Date): Promise<Linked[]>
  /** The events enter the line as well, so that journeys hear of them. */
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
}
/** What is known of a file while its rows are read. */
export type Sheet = { titles: readonly string[]; mapping: ImportMapping }
export const sheetOf = (names: readonly string[], mapping: ImportMapping): Sheet => ({
  titles: columnTitles(names),
  mapping,
})

export type ReadRow = { row: CrmRow; line: FileRow; owner: StaffId | null }
export type Refused = { line: FileRow; problems: { column: string; problem: string }[] }
type Taken = { incoming: Incoming; line: FileRow; remarks: { column: string; problem: string }[] }

export const titleOf = ({ titles, mapping }: Sheet, to: ImportMapping['columns'][number]['to']): string =>
  titles[mapping.columns.findIndex((target) => target.to === to)] ?? wholeRow

export function createRows(needs: RowsNeeds) {
  const { imports, cipher, timeZone } = needs

  /** What the rows say, and who is meant by their owners. */
  const read = async (job: StoredImport, sheet: Sheet, lines: readonly FileRow[], owners: OwnerFinder) => {
    const given: RowNeeds = {
      ...{ ...sheet, source: job.source, file: job.file, batch: job._id, at: job.startedAt, cipher, timeZone },
    }
    const rows: ReadRow[] = []
    const refused: Refused[] = []
    for (const line of lines) {
      const row = line.problem ? { problems: [named(line.problem, sheet)], owner: null } : readRow(given, line.cells)
      const owner = await owners(row.owner)
      if (!('problems' in row)) rows.push({ row, line, owner })
      else {
        const nobody = row.owner !== null && owner === null
        const more = nobody ? [{ column: titleOf(sheet, 'owner'), problem: '没有找到这位员工（或有重名）' }] : []
        refused.push({ line, problems: [...row.problems, ...more] })
      }
    }
    return { rows, refused }
  }

  /** Events of this batch that the cut-off try before this one wrote, or was about to. */
  type Ours = (incoming: readonly Incoming[]) => Promise<ReadonlySet<EventId>>

  const settle = async (
    job: StoredImport,
    sheet: Sheet,
    lines: readonly FileRow[],
    { owners, oursOf }: { owners: OwnerFinder; oursOf: Ours },
  ): Promise<ImportCounts> => {
    const { _id, source, startedAt: at } = job
    const { rows, refused } = await read(job, sheet, lines, owners)
    const known = await imports.recordsOf(rows.map(({ row }) => `${source}:${row.key}`))
    const { turns, records } = inTurn(job, rows, known)
    const taken = turns.map(({ row, line, owner, turn, first }): Taken => {
      const remarks = [
        ...(first === null ? [] : [sameRecord(row, first, sheet)]),
        ...(row.owner !== null && owner === null ? [noOwner(sheet)] : []),
      ]
      return { incoming: toIncoming(row, { source, at, turn, owner }), line, remarks }
    })
    const incoming = taken.map((one) => one.incoming)
    const ours = await oursOf(incoming)
    const linked = await needs.linkIncoming(incoming, at)
    const counts = await countOutcomes(linked, ours, at)
    await remarkConflicts(taken, linked, ours, sheet)
    const news = linked.filter(({ repeated, incoming: { event } }) => !repeated || ours.has(event.id))
    const old = linked.filter(({ repeated, contact }) => repeated && contact.importBatches?.includes(_id) !== true)
    const changed = records.filter(({ _id: key, turn, seen }) => {
      const before = known.get(key)
      return before?.turn !== turn || before.seen?.import !== seen?.import
    })
    // Each of these may be repeated, whichever of the others was done: the batch is, until its checkpoint.
    await Promise.all([
      needs.acceptEvents(news.map((one) => one.incoming)),
      needs.contacts.noteBatch([...new Set(old.map(({ contact }) => contact.id))], _id),
      imports.refuse(_id, [
        ...refused.flatMap(({ line, problems }) => problems.map((one) => kept(line, one, false))),
        ...taken.flatMap(({ line, remarks }) => remarks.map((one) => kept(line, one, true))),
      ]),
      imports.putRecords(changed, known),
    ])
    const remarked = taken.filter(({ remarks }) => remarks.length > 0).length
    return { ...counts, rows: lines.length, refused: refused.length, remarked }
  }

  /** Says on each row with whom it may be the same. Of what a cut-off try had written the conflicts are there already. */
  const remarkConflicts = async (
    taken: readonly Taken[],
    linked: readonly Linked[],
    ours: ReadonlySet<EventId>,
    sheet: Sheet,
  ): Promise<void> => {
    const again = linked.filter(({ repeated, incoming }) => repeated && ours.has(incoming.event.id))
    const there = await needs.merges.conflictsOver(
      again.flatMap(({ incoming }) => incoming.claims.map(({ key }) => key)),
    )
    const conflictsOf = (one: Linked) =>
      one.repeated && ours.has(one.incoming.event.id)
        ? there.filter(({ a, b, key }) => [a, b].includes(one.contact.id) && claims(one.incoming, key))
        : one.conflicts
    const found = new Map(linked.map((one) => [one.incoming, conflictsOf(one)]))
    for (const { incoming, remarks } of taken) {
      for (const { key, why } of found.get(incoming) ?? []) {
        remarks.push({ column: columnOfKey(key, sheet), problem: `已导入，但有冲突，请在合并待办里处理：${why}` })
      }
    }
  }
  const claims = ({ claims }: Incoming, key: string) => claims.some((one) => one.key === key)

  /**
   * A try that was cut off may have written people without a line in their timelines, merges too: whom it made are those
   * that are as old as the import and of whom no other batch tells; the first row of theirs made them.
   */
  const madeBefore = async (linked: readonly Linked[], ours: ReadonlySet<EventId>, at: Date) => {
    const again = linked.filter(({ incoming }) => ours.has(incoming.event.id))
    const young = again.filter(({ contact }) => contact.createdAt.getTime() === at.getTime())
    const [merging, told] = await Promise.all([
      needs.merges.madeBy(again.map(({ incoming }) => incoming.event.id)),
      needs.events.havingOthers({
        ...{ contacts: young.map(({ contact }) => contact.id), name: 'crm.imported', at, than: ours },
      }),
    ])
    const making = new Map<ContactId, EventId>()
    for (const { contact, incoming } of young) {
      if (!told.has(contact.id) && !making.has(contact.id)) making.set(contact.id, incoming.event.id)
    }
    return { merging, creating: new Set(making.values()) }
  }

  const countOutcomes = async (linked: readonly Linked[], ours: ReadonlySet<EventId>, at: Date) => {
    const counts = { created: 0, merged: 0, updated: 0, unchanged: 0 }
    const { merging, creating } = await madeBefore(linked, ours, at)
    const counted = new Set<EventId>()
    for (const { incoming, created, merged, repeated } of linked) {
      const { id } = incoming.event
      const mine = !repeated || (ours.has(id) && !counted.has(id))
      counted.add(id)
      if (!mine) counts.unchanged += 1
      else if (merged.length > 0 || merging.has(id)) counts.merged += 1
      else if (created || creating.has(id)) counts.created += 1
      else counts.updated += 1
    }
    return counts
  }

  return { read, settle }
}
export type Rows = ReturnType<typeof createRows>

/**
 * Which content of its record each row is, and on which line before it this import had the record first. A batch that is
 * repeated begins where the cut-off try began: otherwise a record that comes twice in it would seem to change back.
 */
function inTurn(
  { _id, source, linesDone }: StoredImport,
  rows: readonly ReadRow[],
  known: ReadonlyMap<string, ImportedRecord>,
) {
  const start = (key: string) => {
    const { before = null, hash, turn } = known.get(key) ?? never
    return before?.import === _id && before.linesDone === linesDone ? before : { hash, turn }
  }
  const records = new Map<string, ImportedRecord>()
  const turns = rows.map((one) => {
    const { row, line } = one
    const key = `${source}:${row.key}`
    const begun = start(key)
    const last = records.get(key) ?? begun
    const turn = last.hash === row.hash ? last.turn : last.turn + 1
    const had = (records.get(key) ?? known.get(key))?.seen
    const seen = had?.import === _id ? had : { import: _id, line: line.line }
    const before = turn - begun.turn > 1 ? { import: _id, linesDone, hash: begun.hash, turn: begun.turn } : null
    records.set(key, { _id: key, hash: row.hash, turn, seen, before })
    return { ...one, turn, first: seen.line < line.line ? seen.line : null }
  })
  return { turns, records: [...records.values()] }
}
const never = { hash: '', turn: -1, before: null }

const kept = (line: FileRow, one: { column: string; problem: string }, taken: boolean): RefusedRow => ({
  ...{ ...one, line: line.line, taken, cells: line.cells },
})
/** A reader knows a column by its letter; people know it by its name. */
function named(problem: { column: string; problem: string }, { titles }: Sheet) {
  const at = /^[A-Z]{1,3}$/.test(problem.column) ? letters(problem.column) : -1
  return { ...problem, column: titles[at] ?? problem.column }
}
const letters = (name: string) => [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1

export const noOwner = (sheet: Sheet) => ({
  column: titleOf(sheet, 'owner'),
  problem: '没有找到这位员工（或有重名），已导入但没有归属',
})
const sameRecord = (row: CrmRow, line: number, sheet: Sheet) =>
  row.record === ''
    ? { column: wholeRow, problem: `已导入，但与第 ${line} 行是同一个人` }
    : { column: titleOf(sheet, 'record'), problem: `已导入，但客户编号与第 ${line} 行相同` }

export function columnOfKey(key: string, sheet: Sheet): string {
  const kind = key.slice(0, key.indexOf(':'))
  if (kind === 'crm') return titleOf(sheet, 'record')
  const target = sheet.mapping.columns.find(({ to }) => to === kind)
  return target === undefined ? wholeRow : titleOf(sheet, target.to)
}

export type OwnerFinder = (name: string | null) => Promise<StaffId | null>
export function createOwnerFinder(staff: RowsNeeds['staff']): OwnerFinder {
  const found = new Map<string, StaffId | null>()
  return async (name) => {
    if (name === null) return null
    const known = found.get(name)
    if (known !== undefined) return known
    const members = await staff.byName(name)
    const only = members.length === 1 ? (members[0]?.id ?? null) : null
    found.set(name, only)
    return only
  }
}

export function addCounts(before: ImportCounts, more: ImportCounts): ImportCounts {
  return {
    rows: before.rows + more.rows,
    created: before.created + more.created,
    merged: before.merged + more.merged,
    updated: before.updated + more.updated,
    unchanged: before.unchanged + more.unchanged,
    refused: before.refused + more.refused,
    remarked: before.remarked + more.remarked,
  }
}
