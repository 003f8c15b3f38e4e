import { Readable } from 'node:stream'
import { z } from 'zod'
import { ConditionChoices } from '../../../shared/api/condition-choices.ts'
import { Reason } from '../../../shared/api/privacy.ts'
import {
  AskPreview,
  NewSegment,
  PeopleMoved,
  SaveSegment,
  SegmentDetail,
  SegmentFill,
  SegmentMemberPage,
  SegmentMemberQuery,
  SegmentPage,
  SegmentPreview,
  SegmentQuery,
  type SegmentState,
  SegmentWhy,
} from '../../../shared/api/segments.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { ContactId, SegmentId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

/** Each refuses `segment.not-found` for an id that is not there. */
export type SegmentNeeds = {
  listSegments(state: SegmentState | undefined): Promise<z.output<typeof SegmentPage>>
  /** Refuses `segment.name-taken`, `segment.invalid-conditions`, `segment.contains-itself`. */
  createSegment(given: NewSegment): Promise<SegmentId>
  readSegment(id: SegmentId): Promise<SegmentDetail>
  /** Refuses what `createSegment` does, and `segment.stale` when somebody saved meanwhile. */
  saveSegment(id: SegmentId, save: SaveSegment): Promise<SegmentDetail>
  previewSegment(asked: z.output<typeof AskPreview>): Promise<SegmentPreview>
  /** Refuses `contact.not-found`. */
  whyMember(id: SegmentId, contact: ContactId): Promise<SegmentWhy>
  readChoices(): Promise<ConditionChoices>
  listMembers(id: SegmentId, query: z.output<typeof SegmentMemberQuery>): Promise<z.output<typeof SegmentMemberPage>>
  /** Refuses `segment.not-static`, and `segment.busy` while people are still being put in. */
  putPeople(id: SegmentId, fill: SegmentFill): Promise<PeopleMoved | null>
  putFile(id: SegmentId, body: AsyncIterable<Uint8Array>): Promise<PeopleMoved>
  takePeople(id: SegmentId, contacts: readonly ContactId[]): Promise<PeopleMoved>
  recomputeSegment(id: SegmentId): Promise<void>
  /** Refuses `segment.in-use` with `details.usedBy`. */
  archiveSegment(id: SegmentId): Promise<void>
  restoreSegment(id: SegmentId): Promise<void>
  deleteSegment(id: SegmentId): Promise<void>
  exportMembers(id: SegmentId, phones: 'masked' | 'clear'): AsyncIterable<string>
  /** Clear numbers left in a file: who took it. */
  notePhonesTaken(
    id: SegmentId,
    by: CurrentUser,
    request: { requestId: string; ip: string; reason: string },
  ): Promise<void>
}

const params = z.object({ id: SegmentId })

export const segmentRoutes = (needs: SegmentNeeds) => [
  ...definitionRoutes(needs),
  ...lifeRoutes(needs),
  ...peopleRoutes(needs),
]

const definitionRoutes = (needs: SegmentNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/segments',
    summary: 'All segments, newest first',
    auth: viewers,
    query: SegmentQuery,
    reply: SegmentPage,
    answer: ({ query }) => needs.listSegments(query.state),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments',
    summary: 'Make a segment; a dynamic one is computed at once',
    auth: managers,
    body: NewSegment,
    reply: z.object({ id: SegmentId }),
    status: 201,
    answer: async ({ body }) => ({ id: await needs.createSegment(body) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/preview',
    summary: 'How many people conditions take, and some of them',
    auth: viewers,
    body: AskPreview,
    reply: SegmentPreview,
    writes: false,
    answer: ({ body }) => needs.previewSegment(body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/condition-choices',
    summary: 'What conditions can name: segments, journeys, attributes, objects, tags and so on',
    auth: viewers,
    reply: ConditionChoices,
    answer: () => needs.readChoices(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/segments/:id',
    summary: 'A segment with its conditions, its last thirty days and who uses it',
    auth: viewers,
    params,
    reply: SegmentDetail,
    answer: ({ params: { id } }) => needs.readSegment(id),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/segments/:id',
    summary: 'Change a segment; refused when somebody else saved meanwhile',
    auth: managers,
    params,
    body: SaveSegment,
    reply: SegmentDetail,
    answer: ({ params: { id }, body }) => needs.saveSegment(id, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/segments/:id',
    summary: 'Delete a segment that nothing uses',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.deleteSegment(id),
  }),
]

const lifeRoutes = (needs: SegmentNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/recompute',
    summary: 'Compute a dynamic segment again as a whole, in the background',
    auth: managers,
    params,
    reply: null,
    status: 202,
    answer: ({ params: { id } }) => needs.recomputeSegment(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/archive',
    summary: 'Put a segment away that nothing uses; nobody enters or leaves it any more',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.archiveSegment(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/restore',
    summary: 'Bring an archived segment back; a dynamic one is computed again',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.restoreSegment(id),
  }),
]

const peopleRoutes = (needs: SegmentNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/segments/:id/members',
    summary: 'Who is inside',
    auth: viewers,
    params,
    query: SegmentMemberQuery,
    reply: SegmentMemberPage,
    answer: ({ params: { id }, query }) => needs.listMembers(id, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/segments/:id/members/:contact/why',
    summary: 'Why somebody is inside or not, condition by condition',
    auth: viewers,
    params: z.object({ id: SegmentId, contact: ContactId }),
    reply: SegmentWhy,
    answer: ({ params: { id, contact } }) => needs.whyMember(id, contact),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/members',
    summary:
      'Put people into a static segment: named ones at once, whoever fits conditions or a random sample in the background',
    auth: managers,
    params,
    body: SegmentFill,
    reply: z.object({ people: PeopleMoved.nullable() }),
    answer: async ({ params: { id }, body }) => ({ people: await needs.putPeople(id, body) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/members/file',
    summary: 'Put the people into a static segment that the first column of a CSV or text file names',
    auth: managers,
    params,
    upload: ['text/csv', 'text/plain', 'application/octet-stream'],
    reply: PeopleMoved,
    async answer({ params: { id }, ctx }) {
      if (!ctx.is('text/csv', 'text/plain', 'application/octet-stream')) {
        throw new Refusal({ code: 'segment.not-csv', status: 415, message: '请上传 CSV 或文本文件。' })
      }
      try {
        return await needs.putFile(id, ctx.req.iterator({ destroyOnReturn: false }))
      } catch (error) {
        // What is still coming is let pass, so that whoever sends it comes to read the answer.
        ctx.req.resume()
        throw error
      }
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/segments/:id/members/remove',
    summary: 'Take people out of a static segment',
    auth: managers,
    params,
    body: z.object({ contacts: z.array(ContactId).min(1, '请选择客户').max(5000, '一次最多移出 5,000 人') }),
    reply: PeopleMoved,
    answer: ({ params: { id }, body }) => needs.takePeople(id, body.contacts),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/segments/:id/members.csv',
    summary: 'Everybody inside as CSV; phone numbers in clear for an administrator only, and recorded',
    auth: managers,
    params,
    query: z.object({ phones: z.enum(['masked', 'clear']).default('masked'), reason: Reason.default('未填写') }),
    reply: { contentType: 'text/csv', note: 'A CSV file' },
    async answer({ params: { id }, query: { phones, reason }, who, ctx }) {
      const { name } = await needs.readSegment(id)
      if (phones === 'clear') {
        if (who.role !== 'admin') {
          const message = '只有管理员可以导出完整手机号，您可以导出隐去中间四位的文件。'
          throw new Refusal({ code: 'session.not-allowed', status: 403, message })
        }
        await needs.notePhonesTaken(id, who, { requestId: ctx.state.requestId, ip: ctx.ip, reason })
      }
      ctx.attachment(`${name}.csv`)
      ctx.type = 'text/csv; charset=utf-8'
      ctx.body = Readable.from(needs.exportMembers(id, phones))
    },
  }),
]
