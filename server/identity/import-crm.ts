import { Readable } from 'node:stream'
import { z } from 'zod'
import { type ImportDetail, ImportPreview } from '../../shared/api/imports.ts'
import type { ImportSummary } from '../../shared/api/system.ts'
import { ImportId } from '../../shared/ids.ts'
import { columnTitles, ImportMapping, mappingProblem } from '../../shared/imports/mapping.ts'
import { RowMapping, rowMappingProblem } from '../../shared/imports/row-mapping.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { ObjectType } from '../../shared/schema/definitions.ts'
import type { Field } from '../../shared/schema/field.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { guessRowMapping } from '../schema/guess-row-mapping.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { IdentityRulesStore } from '../store/identity-rules.ts'
import { type ImportsStore, type StoredImport, summaryOf } from '../store/imports.ts'
import type { MergesStore } from '../store/merges.ts'
import { FileUnreadable } from './files/file-row.ts'
import { asDefined, guessMapping, type KnownAccounts, signatureOf } from './guess-mapping.ts'
import { fileOf, inPieces, lookInto } from './import-file.ts'
import type { ObjectRowsNeeds } from './import-object-rows.ts'
import { maskedCell } from './import-preview.ts'
import type { RowsNeeds } from './import-rows.ts'
import { createImportWork } from './import-work.ts'
import { refusedCsv } from './refused-csv.ts'

/**
 * A file becomes people, or rows of an object. The upload is stored first; a person says what its columns mean and sees
 * what would happen, or the words of the first line say it; a worker then reads it row by row, takes batches of rows and
 * writes a checkpoint after each. When the process dies, the next one that looks for work goes on from the checkpoint; the batch that was
 * cut off is repeated, which changes nothing, and is counted as what it was the first time.
 *
 *     mapping ──► previewing ──► ready ──► running ──► done
 *                     ▲            │          ▲          (or failed, or cancelled)
 *                     └────────────┘          └── a file uploaded without a person's look
 */
export type ImportNeeds = RowsNeeds &
  Omit<ObjectRowsNeeds, 'imports' | 'timeZone'> & {
    contacts: Pick<ContactsStore, 'findByKeys'>
    merges: Pick<MergesStore, 'contested'>
    identityRules: Pick<IdentityRulesStore, 'read'>
    /** Whose openids and external users a file can name. */
    accounts(): Promise<KnownAccounts>
    /** The attributes that are defined, and new ones as a person wants them. */
    attributes: { list(): Promise<ReadonlyMap<string, Field>>; add(fields: readonly Field[], at: Date): Promise<void> }
    clock: Clock
    machineClock: Clock
    log: Log
    /** Of one file. */
    maxBytes?: number
    rowsPerBatch?: number
  }

const BATCH = 1000
const MB = 1024 * 1024
/** Some two million customers; it is kept until it was read. */
const MAX_BYTES = 200 * MB
/** No upload takes longer. */
const UPLOAD_MS = 24 * 3_600_000

export function createImports(needs: ImportNeeds) {
  const { imports, clock, machineClock, maxBytes = MAX_BYTES, rowsPerBatch = BATCH } = needs
  const workOn = createImportWork({ ...needs, rowsPerBatch })

  const store = async (given: Upload): Promise<{ id: ImportId; bytes: number; pieces: number }> => {
    const id = importId(machineClock.now())
    if ((given.bytes ?? 0) > maxBytes) throw tooLarge(maxBytes)
    let [bytes, pieces] = [0, 0]
    try {
      for await (const piece of inPieces(given.body)) {
        bytes += piece.length
        if (bytes > maxBytes) throw tooLarge(maxBytes)
        await imports.addPiece(id, { number: pieces, bytes: piece, at: machineClock.now() })
        pieces += 1
      }
    } catch (error) {
      await imports.dropPieces(id)
      throw error
    }
    return { id, bytes, pieces }
  }

  const found = async (id: ImportId): Promise<StoredImport> => {
    const stored = await imports.get(id)
    if (stored === null) throw new Refusal({ code: 'import.not-found', status: 404, message: '没有找到这次导入。' })
    return stored
  }

  const detailOf = (stored: StoredImport): ImportDetail => {
    const samples = stored.asked === null ? [] : Rows.parse(imports.unseal(stored.asked.samples))
    const titles = columnTitles(stored.columns)
    return {
      summary: summaryOf(stored),
      columns: titles.map((title, at) => ({ title, samples: samples[at] ?? [] })),
      guess: stored.asked?.guess ?? null,
      remembered: stored.asked?.remembered ?? false,
      mapping: stored.mapping,
      rows: stored.object === null ? null : { guess: stored.asked?.rowGuess ?? null, mapping: stored.rowMapping },
      preview: stored.preview === null ? null : readPreview(stored.preview, imports),
    }
  }

  const guessPeople = async (names: readonly string[], samples: readonly (readonly string[])[]) => {
    const said = await imports.mappingFor(signatureOf(names), ImportMapping)
    const guess = said ?? guessMapping(names, samples, await needs.accounts(), await needs.attributes.list())
    return { guess, rowGuess: null, remembered: said !== null }
  }
  const guessRows = async (names: readonly string[], object: ObjectType) => {
    const said = await imports.mappingFor(signatureOf(names, object.name), RowMapping)
    // What was said before the object was changed is no help any more.
    const fits = said !== null && rowMappingProblem(said, { object, titles: columnTitles(names) }) === null
    return { guess: null, rowGuess: fits ? said : guessRowMapping(names, object), remembered: fits }
  }

  return {
    /** Stores the file, all of it or nothing, and answers; `workOnImports` (or another process) does the rest. */
    async startImport(given: Upload): Promise<ImportSummary> {
      const { id, ...size } = await store(given)
      const { file, source, by, mapping = null } = given
      await imports.add({ _id: id, file, source, by, mapping, ...size, startedAt: clock.now() })
      return summaryOf(await found(id))
    },

    /** Stores the file and tells what its columns seem to be; a file that can't be read is refused and not kept. */
    async uploadImport(given: Upload): Promise<ImportDetail> {
      const { file, source, by, object: type = null } = given
      const object = type === null ? null : await needs.rows.objectOf(type)
      const { id, ...size } = await store(given)
      try {
        const { names, samples } = await lookInto(fileOf(imports, { _id: id, bytes: size.bytes }))
        const guesses = object === null ? await guessPeople(names, samples) : await guessRows(names, object)
        const shown = names.map((_, at) => samples.flatMap((row) => row[at]?.trim() || []).slice(0, 3))
        const masked = shown.map((values) => values.map((value) => maskedCell(value)))
        const asked = { ...guesses, samples: imports.seal(masked) }
        const named = object === null ? null : { name: object.name, label: object.label }
        const columns = { state: 'mapping', columns: names, asked, object: named } as const
        await imports.add({ _id: id, file, source, by, ...size, startedAt: clock.now(), ...columns })
      } catch (error) {
        await imports.dropPieces(id)
        if (!(error instanceof FileUnreadable)) throw error
        throw new Refusal({ code: 'import.unreadable', status: 422, message: `${error.problem}。` })
      }
      return detailOf(await found(id))
    },

    /** Says what the columns mean: remembered for files with the same ones, and what would happen is worked out. */
    async mapImport(id: ImportId, given: ImportMapping): Promise<ImportDetail> {
      const stored = await found(id)
      if (stored.object !== null) throw notItsKind(`对应关系应是「${stored.object.label}」的字段`)
      const defined = await needs.attributes.list()
      const mapping = { ...given, columns: given.columns.map((target) => asDefined(target, defined)) }
      const problem = mappingProblem(mapping, columnTitles(stored.columns))
      if (problem !== null) throw badMapping(problem)
      const moved = await imports.move(id, ['mapping', 'ready'], { state: 'previewing', mapping, preview: null })
      if (!moved) throw notNow()
      const fresh = mapping.columns.flatMap((target) =>
        target.to === 'attribute' && !defined.has(target.name) ? [fieldOf(target)] : [],
      )
      await needs.attributes.add(fresh, clock.now())
      await imports.rememberMapping(signatureOf(stored.columns), mapping, clock.now())
      return detailOf(await found(id))
    },

    /** The same of a file of an object's rows. */
    async mapRows(id: ImportId, mapping: RowMapping): Promise<ImportDetail> {
      const stored = await found(id)
      if (stored.object === null) throw notItsKind('对应关系应是人员的字段')
      const object = await needs.rows.objectOf(stored.object.name)
      const problem = rowMappingProblem(mapping, { object, titles: columnTitles(stored.columns) })
      if (problem !== null) throw badMapping(problem)
      const change = { state: 'previewing', rowMapping: mapping, preview: null } as const
      if (!(await imports.move(id, ['mapping', 'ready'], change))) throw notNow()
      await imports.rememberMapping(signatureOf(stored.columns, object.name), mapping, clock.now())
      return detailOf(await found(id))
    },

    async beginImport(id: ImportId): Promise<ImportDetail> {
      await found(id)
      if (!(await imports.move(id, ['ready'], { state: 'running', startedAt: clock.now() }))) throw notNow()
      return detailOf(await found(id))
    },

    /** What waits for a person ends at once; what is worked on ends at its next checkpoint, with what was done done. */
    async cancelImport(id: ImportId): Promise<ImportDetail> {
      await found(id)
      const ended = { state: 'cancelled', endedAt: clock.now() } as const
      const done = (await imports.move(id, ['mapping', 'ready'], ended)) || (await imports.askToCancel(id))
      if (!done) throw notNow()
      return detailOf(await found(id))
    },

    readDetail: async (id: ImportId): Promise<ImportDetail> => detailOf(await found(id)),

    /** Works until no import is left, or to the next checkpoint; call it after an upload, at start, and now and then. */
    async workOnImports(stopping?: AbortSignal): Promise<number> {
      await imports.dropAbandoned(new Date(machineClock.now().getTime() - UPLOAD_MS))
      let done = 0
      while (!stopping?.aborted && (await workOn(stopping)) !== null) done += 1
      return done
    },

    async listImports(): Promise<{ items: ImportSummary[]; next: null }> {
      return { items: (await imports.list(100)).map(summaryOf), next: null }
    },

    async readImport(id: ImportId): Promise<ImportSummary | null> {
      const stored = await imports.get(id)
      return stored === null ? null : summaryOf(stored)
    },

    /** The rows that were left out or taken in part, as CSV with a mark in front so that Excel reads it. */
    async streamRefused(id: ImportId): Promise<Readable> {
      const columns = (await imports.get(id))?.columns ?? []
      return Readable.from(refusedCsv(columns, imports.readRefused(id)))
    },
  }
}
export type Imports = ReturnType<typeof createImports>

type Upload = {
  file: string
  source: string
  body: AsyncIterable<Uint8Array>
  bytes: number | null
  by: string
  /** What the columns mean, when somebody has said so before there is a file. */
  mapping?: ImportMapping
  /** Whose rows it holds; people when nobody says. */
  object?: string | undefined
}
const Rows = z.array(z.array(z.string()))
const ImportPreviewSamples = ImportPreview.shape.samples
const fieldOf = ({ name, label, type, options }: Field): Field => ({ name, label, type, options })

/** Ids sort by the moment they were made. */
const importId = (now: Date) =>
  ImportId.parse(`im_${now.getTime().toString(36).padStart(9, '0')}${newId('').slice(1, 10)}`)
const badMapping = (problem: string) =>
  new Refusal({ code: 'import.bad-mapping', status: 422, message: `${problem}。` })
const notItsKind = (problem: string) =>
  new Refusal({ code: 'import.other-kind', status: 409, message: `这个文件里是另一种数据，${problem}。` })
const notNow = () =>
  new Refusal({ code: 'import.not-now', status: 409, message: '这次导入现在不能这样做，请刷新后再看。' })

const readPreview = (kept: NonNullable<StoredImport['preview']>, imports: ImportsStore): ImportPreview => ({
  ...kept,
  samples: ImportPreviewSamples.parse(imports.unseal(kept.samples)),
})

const tooLarge = (maxBytes: number) =>
  new Refusal({
    code: 'import.too-large',
    status: 413,
    message: `文件超过 ${Math.round(maxBytes / MB)} MB，请分成几个文件导入。`,
  })
