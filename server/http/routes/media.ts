import { z } from 'zod'
import { MediaKind, MediaUse, UploadedMedia } from '../../../shared/api/media.ts'
import { AccountId } from '../../../shared/ids.ts'
import { managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

type GivenFile = {
  kind: MediaKind
  use: MediaUse
  name: string
  body: AsyncIterable<Uint8Array>
  bytes: number | null
}
export type MediaNeeds = {
  /** Refuses what the platform would not take: `media.unfit`, `media.not-taken`. */
  uploadMedia(account: AccountId, file: GivenFile): Promise<UploadedMedia>
}

export const mediaRoutes = ({ uploadMedia }: MediaNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/media',
    summary: 'Take a file for messages to the platform of an account, streamed; the id is good for three days',
    auth: managers,
    params: z.object({ id: AccountId }),
    query: z.object({ kind: MediaKind, use: MediaUse.default('message'), file: z.string().trim().min(1).max(200) }),
    upload: ['application/octet-stream'],
    reply: UploadedMedia,
    status: 201,
    async answer({ params: { id }, query: { kind, use, file: name }, ctx }) {
      try {
        const body = ctx.req.iterator({ destroyOnReturn: false })
        return await uploadMedia(id, { kind, use, name, body, bytes: ctx.request.length ?? null })
      } catch (error) {
        // What is still coming is let pass, so that whoever sends it comes to read the answer.
        ctx.req.resume()
        throw error
      }
    },
  }),
]
