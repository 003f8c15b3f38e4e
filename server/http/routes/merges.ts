import { z } from 'zod'
import { MergeConflict, MergeRecord } from '../../../shared/api/contacts.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { ContactId, MergeId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type MergeNeeds = {
  listMerges(contact: ContactId): Promise<MergeRecord[]>
  /** Refuses `merge.not-found` and `merge.already-undone`. */
  undoMerge(id: MergeId, by: CurrentUser): Promise<void>
  listConflicts(): Promise<MergeConflict[]>
}

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
]
