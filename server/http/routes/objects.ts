import { z } from 'zod'
import { ObjectRowPage, OutsideRows, RowResults } from '../../../shared/api/objects.ts'
import { ContactId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { TakeRows } from '../../schema/take-rows.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type ObjectNeeds = Pick<TakeRows, 'takeRows'> & {
  readRows(query: {
    type: string
    contact: ContactId | undefined
    cursor: string | undefined
    limit: number
  }): Promise<z.output<typeof ObjectRowPage>>
}

const params = z.object({ type: z.string().min(1).max(30) })

export const objectRoutes = (needs: ObjectNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/objects/:type',
    summary: 'Take in rows of a custom object, one or up to 1000, each by its own key; a repeated row changes nothing',
    auth: managers,
    params,
    body: OutsideRows,
    reply: RowResults,
    async answer({ params: { type }, body }) {
      const results = await needs.takeRows(type, Array.isArray(body) ? body : [body])
      if (results.refused < results.items.length) return results
      const [first] = results.items
      throw new Refusal({
        code: 'object.invalid',
        status: 400,
        message: `没有一行可以保存：${first?.problems?.join('；') ?? ''}`,
        details: { items: results.items },
      })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/objects/:type',
    summary: 'Rows of a custom object, the newest first; of one person when asked so',
    auth: viewers,
    params,
    query: z.object({
      contact: ContactId.optional(),
      cursor: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: ObjectRowPage,
    answer: ({ params: { type }, query }) =>
      needs.readRows({ type, contact: query.contact, cursor: query.cursor, limit: query.limit }),
  }),
]
