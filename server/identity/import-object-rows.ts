import type { ImportPreview, PreviewKind, PreviewRow } from '../../shared/api/imports.ts'
import { EventId } from '../../shared/ids.ts'
import { columnTitles } from '../../shared/imports/mapping.ts'
import { type RowMapping, rowMappingProblem } from '../../shared/imports/row-mapping.ts'
import type { IdentityNeeds } from '../schema/outside-identity.ts'
import { createRowsOfFile, type FileOfRows, type Judged } from '../schema/rows-of-files.ts'
import type { TakeRows } from '../schema/take-rows.ts'
import type { ImportsStore, StoredImport } from '../store/imports.ts'
import type { ObjectsStore } from '../store/objects.ts'
import { type FileRow, FileUnreadable } from './files/file-row.ts'
import { maskedCell } from './import-preview.ts'
import type { Taker } from './import-taker.ts'
import { createKeySet } from './key-set.ts'

export type ObjectRowsNeeds = {
  imports: Pick<ImportsStore, 'refuse'>
  objects: Pick<ObjectsStore, 'known'>
  /** The one writer of rows, whichever door they come by. */
  rows: Pick<TakeRows, 'objectOf' | 'takeRead'>
  identities: IdentityNeeds
  timeZone: string
}
type Read = Extract<Judged<FileRow>, { what: 'created' | 'updated' | 'unchanged' }>
const SHOWN = 20

/** The lines of a file of an object's rows. */
export async function takeObjectRows(
  type: string,
  { names, mapping, at }: { names: readonly string[]; mapping: RowMapping; at: Date },
  needs: ObjectRowsNeeds,
): Promise<Taker> {
  const object = await needs.rows.objectOf(type)
  const titles = columnTitles(names)
  const problem = rowMappingProblem(mapping, { object, titles })
  if (problem !== null) throw new FileUnreadable(problem)
  const given: FileOfRows = { ...needs, object, titles, mapping, at, seen: exactEnough() }
  const file = createRowsOfFile(given)
  const counts = { rows: 0, created: 0, updated: 0, merged: 0, unchanged: 0, refused: 0, conflict: 0 }
  const samples: ImportPreview['samples'] = {}
  const show = (kind: PreviewKind, row: PreviewRow) => {
    const shown = samples[kind] ?? []
    samples[kind] = shown
    if (shown.length < SHOWN) shown.push(row)
  }
  const masked = (cells: readonly string[]) =>
    cells.map((cell, index) => maskedCell(cell, mapping.columns[index]?.to === 'person'))

  return {
    pass: (line) => file.pass([line]),

    async settle(job, lines, { before, begin }) {
      const judged = await file.judge(lines)
      const read = judged.filter((one): one is Read => one.what !== 'refused')
      const there = read.filter(({ what, held }) => what === 'unchanged' && held !== null)
      if (before === null) await begin(there.map(markOf))
      // What was not there before the try that was cut off is what that try wrote; its events may be missing.
      const ours = new Set(before === null ? [] : there.filter((one) => !before.has(markOf(one))))
      const told = read.filter((one) => one.what !== 'unchanged' || ours.has(one))
      await needs.rows.takeRead(
        type,
        told.map((one) => one.read),
      )
      const refused = judged.flatMap((one) =>
        one.what === 'refused'
          ? one.problems.map((problem) => ({ ...problem, line: one.line.line, taken: false, cells: one.line.cells }))
          : [],
      )
      await needs.imports.refuse(job._id, refused)
      const became = read.map((one) => (ours.has(one) ? firstOrNot(one) : one.what))
      const count = (what: Read['what']) => became.filter((one) => one === what).length
      return {
        ...{ rows: lines.length, created: count('created'), updated: count('updated'), unchanged: count('unchanged') },
        ...{ merged: 0, refused: lines.length - read.length, remarked: 0 },
      }
    },

    async look(_job: StoredImport, lines) {
      counts.rows += lines.length
      for (const one of await file.judge(lines)) {
        counts[one.what] += 1
        const reasons =
          one.what === 'refused' ? one.problems.map(({ column, problem }) => `${column}：${problem}`) : one.reasons
        show(one.what, { line: one.line.line, cells: masked(one.line.cells), reasons })
      }
    },

    looked: () => ({ ...counts, samples }),
  }
}

const markOf = ({ read }: Read): EventId => EventId.parse(`row:${read.row.externalId}`)
const firstOrNot = ({ held, read }: Read): 'created' | 'updated' =>
  held?.firstWord.getTime() === read.row.updatedAt.getTime() ? 'created' : 'updated'

/** One set is good enough to count; a line is refused by two that know nothing of each other. */
function exactEnough() {
  const [one, other] = [createKeySet(), createKeySet()]
  return {
    has: (key: string) => one.has(key) && other.has(`again ${key}`),
    add(key: string) {
      one.add(key)
      other.add(`again ${key}`)
    },
  }
}
