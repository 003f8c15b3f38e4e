import type { Readable } from 'node:stream'
import { z } from 'zod'
import { ImportPage, ImportSummary } from '../../../shared/api/system.ts'
import { ImportId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type ImportNeeds = {
  /** Takes the whole stream, keeps it, and works on it in the background; answers when it was taken. Refuses `import.too-large`. */
  startImport(given: {
    file: string
    source: string
    body: AsyncIterable<Uint8Array>
    bytes: number | null
    by: string
  }): Promise<ImportSummary>
  listImports(): Promise<z.output<typeof ImportPage>>
  readImport(id: ImportId): Promise<ImportSummary | null>
  /** The refused rows as CSV: line, column, problem, original row. */
  streamRefused(id: ImportId): Readable | Promise<Readable>
}

const params = z.object({ id: ImportId })
const ImportQuery = z.object({
  file: z.string().trim().min(1).max(200),
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/)
    .default('crm'),
})

const importNotFound = () => new Refusal({ code: 'import.not-found', status: 404, message: '没有找到这次导入。' })

export const importRoutes = (needs: ImportNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/contacts/import',
    summary: 'Import CRM records from a CSV file, streamed',
    auth: managers,
    query: ImportQuery,
    upload: ['text/csv', 'application/octet-stream'],
    reply: ImportSummary,
    status: 202,
    async answer({ query, who, ctx }) {
      if (!ctx.is('text/csv', 'application/octet-stream', 'text/plain')) {
        throw new Refusal({ code: 'import.not-csv', status: 415, message: '请上传 CSV 文件。' })
      }
      try {
        return await needs.startImport({
          file: query.file,
          source: query.source,
          // Leaving it early must not destroy the connection: the refusal still has to go out on it.
          body: ctx.req.iterator({ destroyOnReturn: false }),
          bytes: ctx.request.length ?? null,
          by: who.name,
        })
      } catch (error) {
        // What is still coming is let pass, so that whoever sends it comes to read the answer.
        ctx.req.resume()
        throw error
      }
    },
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
    async answer({ params: { id }, ctx }) {
      if ((await needs.readImport(id)) === null) throw importNotFound()
      ctx.attachment(`refused-${id}.csv`)
      ctx.type = 'text/csv; charset=utf-8'
      ctx.body = await needs.streamRefused(id)
    },
  }),
]
