import { z } from 'zod'
import { JoinPreview, MergeConflict, MergeRecord } from '../../../shared/api/contacts.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { defaultIdentityRules, IdentityRules } from '../../../shared/identity-rules.ts'
import { ContactId, MergeId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type MergeNeeds = {
  listMerges(contact: ContactId): Promise<MergeRecord[]>
  /** Refuses `merge.not-found` and `merge.already-undone`. */
  undoMerge(id: MergeId, by: CurrentUser): Promise<void>
  listConflicts(): Promise<MergeConflict[]>
  /** False when there is no such open conflict. */
  dismissConflict(id: string, given: { by: CurrentUser; reason: string }): Promise<boolean>
  /** Refuses `contact.not-found` and `merge.same-person`. */
  previewJoin(a: ContactId, b: ContactId): Promise<JoinPreview>
  /** Refuses what `previewJoin` does, `merge.busy`, and `conflict.not-found` when the conflict named is not open. */
  joinPeople(given: z.output<typeof JoinPeople>, by: CurrentUser): Promise<{ merge: MergeId; into: ContactId }>
  readRules(): Promise<IdentityRules>
  changeRules(rules: IdentityRules, by: CurrentUser): Promise<void>
}

const JoinPeople = z.object({
  a: ContactId,
  b: ContactId,
  reason: z.string().trim().min(1, '请写明依据').max(200),
  /** The conflict that is settled by it. */
  conflict: z.string().optional(),
})

export const conflictNotFound = () =>
  new Refusal({ code: 'conflict.not-found', status: 404, message: '没有找到这个冲突，可能已经处理过了。' })

export const mergeRoutes = (needs: MergeNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts/:id/merges',
    summary: 'Which records became this person, and why',
    auth: viewers,
    params: z.object({ id: ContactId }),
    reply: z.object({ items: z.array(MergeRecord) }),
    answer: async ({ params: { id } }) => ({ items: await needs.listMerges(id) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/merges/:id/undo',
    summary: 'Take a merge apart again',
    auth: managers,
    params: z.object({ id: MergeId }),
    reply: null,
    answer: ({ params: { id }, who }) => needs.undoMerge(id, who),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/merge-conflicts',
    summary: 'People who could be one but must not be merged silently',
    auth: viewers,
    reply: z.object({ items: z.array(MergeConflict) }),
    answer: async () => ({ items: await needs.listConflicts() }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/merge-preview',
    summary: 'Two people side by side, and the one they would become; nothing is written',
    auth: viewers,
    query: z.object({ a: ContactId, b: ContactId }),
    reply: JoinPreview,
    answer: ({ query: { a, b } }) => needs.previewJoin(a, b),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/merges',
    summary: 'Join two people by hand, with a reason; it can be undone like any merge',
    auth: managers,
    body: JoinPeople,
    reply: z.object({ merge: MergeId, into: ContactId }),
    status: 201,
    answer: ({ body, who }) => needs.joinPeople(body, who),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/identity-rules',
    summary: 'How strong each kind of identity is',
    auth: viewers,
    reply: z.object({ rules: IdentityRules, defaults: IdentityRules }),
    answer: async () => ({ rules: await needs.readRules(), defaults: defaultIdentityRules }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/identity-rules',
    summary: 'Make kinds of identities stronger or weaker, from the next event on',
    auth: managers,
    body: IdentityRules,
    reply: null,
    answer: ({ body, who }) => needs.changeRules(body, who),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/merge-conflicts/:id/dismiss',
    summary: 'Say that two people are two people, and why',
    auth: managers,
    params: z.object({ id: z.string() }),
    body: z.object({ reason: z.string().trim().min(1, '请写明理由').max(200) }),
    reply: null,
    async answer({ params: { id }, body: { reason }, who }) {
      if (await needs.dismissConflict(id, { by: who, reason })) return
      throw conflictNotFound()
    },
  }),
]
