import { type CellText, meantCell, momentText, phoneText } from '../../shared/imports/cell-text.ts'
import type { RowMapping, RowTarget } from '../../shared/imports/row-mapping.ts'
import type { ObjectType } from '../../shared/schema/definitions.ts'
import { judgeRow, type KnownRow, type ObjectRow, type ObjectsStore, rowContent } from '../store/objects.ts'
import { changesOfRow } from './changes-of-row.ts'
import type { IdentityNeeds } from './outside-identity.ts'
import { type ReadRow, readRow } from './read-row.ts'

/**
 * What the lines of a file say of an object's rows, and what would become of each: nothing is written here. A file tells
 * a row once: of two lines with one key the first counts, unless a column says which word is newer.
 */
export type FileLine = { line: number; cells: string[]; problem: { column: string; problem: string } | null }
export type Judged<Line extends FileLine = FileLine> =
  | { line: Line; what: 'refused'; problems: { column: string; problem: string }[] }
  | {
      line: Line
      what: 'created' | 'updated' | 'unchanged'
      read: ReadRow
      /** In sentences: what changes, or why nothing does. */
      reasons: string[]
      /** As it was before this batch. */
      held: KnownRow | null
    }
/** Remembers keys without keeping them. */
type Keys = { has(key: string): boolean; add(key: string): void }

export type FileOfRows = {
  object: ObjectType
  titles: readonly string[]
  mapping: RowMapping
  /** How new the word of the file is, where no column says it. */
  at: Date
  timeZone: string
  identities: IdentityNeeds
  objects: Pick<ObjectsStore, 'known'>
  /** Of this file, from its first line. */
  seen: Keys
}
type Row = Omit<ObjectRow, 'contact'>
const whole = '整行'

export function createRowsOfFile(file: FileOfRows) {
  const { titles, mapping, at, seen } = file
  const object = ownObject(file.object, mapping)
  const link = object.person?.field ?? null
  const dated = mapping.columns.some(({ to }) => to === 'updatedAt')
  const titleOf = (field: string | null): string => {
    const is = (target: RowTarget) =>
      target.to === 'field' ? target.name === field : target.to === 'person' ? link === field : target.to === field
    return titles[mapping.columns.findIndex(is)] ?? whole
  }

  const read = ({ cells, problem }: FileLine): ReadRow | { problems: { column: string; problem: string }[] } => {
    if (problem !== null) return { problems: [problem] }
    if (cells.length !== titles.length) {
      return { problems: [{ column: whole, problem: `这一行有 ${cells.length} 列，表头有 ${titles.length} 列` }] }
    }
    const given: Record<string, string> = {}
    const problems: { column: string; problem: string }[] = []
    for (const [index, target] of mapping.columns.entries()) {
      const text = meantCell(cells[index])
      if (target.to === 'ignore' || text === '') continue
      const value = textOfCell(target, text, { object, mapping })
      if ('problem' in value) problems.push({ column: titles[index] ?? whole, problem: value.problem })
      else given[target.to === 'field' ? target.name : target.to === 'person' ? (link ?? '') : target.to] = value.text
    }
    const row = readRow(given, { object, now: at, timeZone: file.timeZone, identities: file.identities })
    if (!('problems' in row)) return problems.length === 0 ? row : { problems }
    const told = new Set(problems.map(({ column }) => column))
    // The column says already whose problem it is.
    const own = (problem: string) => problem.replace(/^「[^」]*」：/, '')
    const more = row.problems.map(({ field, problem }) => ({ column: titleOf(field), problem: own(problem) }))
    const all = [...problems, ...more.filter(({ column }) => !told.has(column))]
    return { problems: all.sort((a, b) => titles.indexOf(a.column) - titles.indexOf(b.column)) }
  }

  /** Whether an earlier line of the file told of this row: the same, something else, or nothing. */
  const earlier = ({ row }: ReadRow): 'same' | 'other' | null => {
    if (dated) return null
    const [key, content] = [row.externalId, `${row.externalId}\n${rowContent(row)}`]
    const told = seen.has(key) ? (seen.has(content) ? 'same' : 'other') : null
    seen.add(key)
    if (told === null) seen.add(content)
    return told
  }

  return {
    /** Lines that an earlier try settled. */
    pass(lines: readonly FileLine[]): void {
      if (dated) return
      for (const line of lines) {
        const row = read(line)
        if ('row' in row) earlier(row)
      }
    },

    async judge<Line extends FileLine>(lines: readonly Line[]): Promise<Judged<Line>[]> {
      const all = lines.map((line) => ({ line, row: read(line) }))
      const keys = all.flatMap(({ row }) => ('row' in row ? [row.row.externalId] : []))
      const stored = await file.objects.known(object.name, [...new Set(keys)])
      const known = new Map<string, Row>(stored)
      return all.map(({ line, row }): Judged<Line> => {
        if ('problems' in row) return { line, what: 'refused', problems: row.problems }
        const { externalId } = row.row
        const told = earlier(row)
        if (told === 'other') {
          const problem = '与前面某一行的主键相同，而内容不同；一个文件里每个主键只能出现一次'
          return { line, what: 'refused', problems: [{ column: titleOf(object.keyField), problem }] }
        }
        const verdict = told === 'same' ? sameLine : verdictOf(row.row, known.get(externalId), object)
        if (verdict.what !== 'unchanged') known.set(externalId, row.row)
        const held = told === 'same' ? null : (stored.get(externalId) ?? null)
        return { line, ...verdict, read: row, held }
      })
    },
  }
}
export type RowsOfFile = ReturnType<typeof createRowsOfFile>

type Verdict = { what: 'created' | 'updated' | 'unchanged'; reasons: string[] }
const sameLine: Verdict = { what: 'unchanged', reasons: ['与前面某一行完全相同'] }

function verdictOf(row: Row, held: Row | undefined, object: ObjectType): Verdict {
  if (held === undefined) return { what: 'created', reasons: [] }
  const sameTime = object.timeField === null || row.at.getTime() === held.at.getTime()
  if (sameTime && rowContent(row) === rowContent(held)) return { what: 'unchanged', reasons: [] }
  const what = judgeRow(row, held)
  if (what === 'updated') return { what, reasons: changesOfRow(row, held, object) }
  return { what: 'unchanged', reasons: what === 'older' ? ['系统里已有更新的数据，不改'] : [] }
}

/** A file may name the person by another identity than the object's rows usually do. */
function ownObject(object: ObjectType, { columns }: RowMapping): ObjectType {
  const person = columns.find((target) => target.to === 'person')
  if (person === undefined || object.person === null) return object
  return { ...object, person: { ...object.person, kind: person.kind, scope: person.scope } }
}

/** A cell as its field reads it; a sentence when a spreadsheet has made something else of it. */
function textOfCell(
  target: Exclude<RowTarget, { to: 'ignore' }>,
  text: string,
  { object, mapping }: { object: ObjectType; mapping: RowMapping },
): CellText {
  if (target.to === 'person') return target.kind === 'phone' ? phoneText(text.normalize('NFKC')) : { text }
  const type = target.to === 'field' ? object.fields.find(({ name }) => name === target.name)?.type : 'date'
  return type === 'date' ? momentText(text.normalize('NFKC'), mapping.dayOrder) : { text }
}
