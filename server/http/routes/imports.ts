import type { Readable } from 'node:stream'
import { z } from 'zod'
import { ImportAccounts, ImportDetail } from '../../../shared/api/imports.ts'
import { type CurrentUser, ImportPage, ImportSummary } from '../../../shared/api/system.ts'
import { ImportId } from '../../../shared/ids.ts'
import { ImportMapping } from '../../../shared/imports/mapping.ts'
import { RowMapping } from '../../../shared/imports/row-mapping.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { ObjectName } from '../../../shared/schema/definitions.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute, type RequestContext } from '../define-route.ts'

type Upload = {
  file: string
  source: string
  object?: string | undefined
  body: AsyncIterable<Uint8Array>
  bytes: number | null
  by: string
}
export type ImportNeeds = {
  /** Takes the whole stream, keeps it, and works on it in the background; answers when it was taken. Refuses `import.too-large`. */
  startImport(given: Upload): Promise<ImportSummary>
  /** Takes the whole stream and keeps it until somebody says what its columns mean. */
  uploadImport(given: Upload): Promise<ImportDetail>
  mapImport(id: ImportId, mapping: ImportMapping): Promise<ImportDetail>
  /** The same of a file of an object's rows. */
  mapRows(id: ImportId, mapping: RowMapping): Promise<ImportDetail>
  beginImport(id: ImportId): Promise<ImportDetail>
  cancelImport(id: ImportId): Promise<ImportDetail>
  readDetail(id: ImportId): Promise<ImportDetail>
  listAccounts(): Promise<z.output<typeof ImportAccounts>>
  listImports(): Promise<z.output<typeof ImportPage>>
  readImport(id: ImportId): Promise<ImportSummary | null>
  /** The refused rows as CSV: line, column, problem, original row. */
  /** The rows as they came, with their numbers: who took them is noted. */
  streamRefused(id: ImportId, by: CurrentUser & { ip: string }): Readable | Promise<Readable>
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const params = z.object({ id: ImportId })
const ImportQuery = z.object({
  file: z.string().trim().min(1).max(200),
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/)
    .default('crm'),
})

const UploadQuery = ImportQuery.extend({
  /** The object whose rows the file holds; people when it is left out. */
  object: ObjectName.optional(),
})

const files = ['text/csv', 'application/octet-stream', 'text/plain', 'application/x-ndjson', XLSX] as const

/** The stream of a request as an upload. Leaving it early must not destroy the connection: the refusal still has to go out on it. */
async function received<T>(
  { query, who, ctx }: { query: z.output<typeof UploadQuery>; who: { name: string }; ctx: RequestContext },
  take: (given: Upload) => Promise<T>,
): Promise<T> {
  if (!ctx.is(...files)) {
    throw new Refusal({ code: 'import.not-csv', status: 415, message: '请上传 CSV、xlsx 或 JSON Lines 文件。' })
  }
  try {
    const body = ctx.req.iterator({ destroyOnReturn: false })
    return await take({ ...query, body, bytes: ctx.request.length ?? null, by: who.name })
  } catch (error) {
    // What is still coming is let pass, so that whoever sends it comes to read the answer.
    ctx.req.resume()
    throw error
  }
}

const importNotFound = () => new Refusal({ code: 'import.not-found', status: 404, message: '没有找到这次导入。' })

export const importRoutes = (needs: ImportNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/contacts/import',
    summary: 'Import people from a file (CSV, xlsx, JSON lines) whose columns are told by their names, streamed',
    auth: managers,
    query: ImportQuery,
    upload: files,
    reply: ImportSummary,
    status: 202,
    answer: (call) => received(call, needs.startImport),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/imports',
    summary:
      'Upload a file (CSV, xlsx, JSON lines) of people, or with `object` of the rows of a custom object, and see its columns; nothing is imported before it is said',
    auth: managers,
    query: UploadQuery,
    upload: files,
    reply: ImportDetail,
    status: 201,
    answer: (call) => received(call, needs.uploadImport),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/import-accounts',
    summary: 'The accounts whose openids and external users a file can name',
    auth: managers,
    reply: ImportAccounts,
    answer: () => needs.listAccounts(),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/imports/:id/mapping',
    summary: 'Say what the columns of an uploaded file mean; what would happen is worked out in the background',
    auth: managers,
    params,
    body: ImportMapping,
    reply: ImportDetail,
    answer: ({ params: { id }, body }) => needs.mapImport(id, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/imports/:id/row-mapping',
    summary:
      'Say which fields of the object the columns of an uploaded file are; what would happen is worked out in the background',
    auth: managers,
    params,
    body: RowMapping,
    reply: ImportDetail,
    answer: ({ params: { id }, body }) => needs.mapRows(id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/imports/:id/start',
    summary: 'Import the file after its preview',
    auth: managers,
    params,
    reply: ImportDetail,
    answer: ({ params: { id } }) => needs.beginImport(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/imports/:id/cancel',
    summary: 'End an import: what is not begun at once, what runs at its next checkpoint',
    auth: managers,
    params,
    reply: ImportDetail,
    answer: ({ params: { id } }) => needs.cancelImport(id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/imports/:id/detail',
    summary: 'An import with its columns, mapping and preview',
    auth: managers,
    params,
    reply: ImportDetail,
    answer: ({ params: { id } }) => needs.readDetail(id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/imports',
    summary: 'Imports, newest first',
    auth: viewers,
    reply: ImportPage,
    answer: () => needs.listImports(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/imports/:id',
    summary: 'How an import is going',
    auth: viewers,
    params,
    reply: ImportSummary,
    async answer({ params: { id } }) {
      const found = await needs.readImport(id)
      if (found === null) throw importNotFound()
      return found
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/imports/:id/refused.csv',
    summary: 'The rows that were not imported, with line, column and problem',
    // The original rows hold phone numbers.
    auth: managers,
    params,
    reply: { contentType: 'text/csv', note: 'A CSV file' },
    async answer({ params: { id }, who, ctx }) {
      if ((await needs.readImport(id)) === null) throw importNotFound()
      ctx.attachment(`refused-${id}.csv`)
      ctx.type = 'text/csv; charset=utf-8'
      ctx.body = await needs.streamRefused(id, { ...who, ip: ctx.ip })
    },
  }),
]
