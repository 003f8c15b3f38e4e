import { z } from 'zod'
import { ContactScores, SaveScore, ScoreCard, ScoreCards, ScoreName } from '../../../shared/api/scores.ts'
import { ContactId } from '../../../shared/ids.ts'
import type { ScoreName as Name } from '../../../shared/score/contract.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type ScoreNeeds = {
  listScores(): Promise<z.output<typeof ScoreCards>>
  /** Refuses `score.unknown-term`, and `score.stale` when somebody saved meanwhile. */
  saveScore(name: Name, save: SaveScore, by: string): Promise<ScoreCard>
  recomputeScores(): Promise<void>
  /** Refuses `contact.not-found`. */
  scoresOf(contact: ContactId): Promise<ContactScores>
}

export const scoreRoutes = (needs: ScoreNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/scores',
    summary: 'The scores, their formulas and weights, and how far the computation of everybody is',
    auth: viewers,
    reply: ScoreCards,
    answer: () => needs.listScores(),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/scores/:name',
    summary: 'Change the weights of a score; everybody is scored again in the background',
    auth: managers,
    params: z.object({ name: ScoreName }),
    body: SaveScore,
    reply: ScoreCard,
    answer: ({ params: { name }, body, who }) => needs.saveScore(name, body, who.name),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/scores/recompute',
    summary: 'Score everybody again, in the background',
    auth: managers,
    reply: null,
    status: 202,
    answer: () => needs.recomputeScores(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts/:id/scores',
    summary: "A person's scores today, what each line of the formulas gave, and how they went",
    auth: viewers,
    params: z.object({ id: ContactId }),
    reply: ContactScores,
    answer: ({ params: { id } }) => needs.scoresOf(id),
  }),
]
