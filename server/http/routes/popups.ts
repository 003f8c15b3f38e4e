import { z } from 'zod'
import { PopupStep, WaitingPopup } from '../../../shared/api/popups.ts'
import { followers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { notFound } from '../errors.ts'
import { createPopupFlow, type PopupNeeds } from '../popup-flow.ts'

export type { PopupNeeds } from '../popup-flow.ts'

export const popupRoutes = (needs: PopupNeeds) => {
  const flow = createPopupFlow(needs)
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/mini/popup',
      summary: 'The pop-up that waits for this follower',
      auth: followers,
      reply: WaitingPopup,
      answer: ({ who }) => flow.next(who),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/mini/popups/:id/:what',
      summary: 'The follower saw, clicked or closed a pop-up; a repeated word changes nothing',
      auth: followers,
      params: z.object({ id: z.string().max(200), what: PopupStep }),
      reply: null,
      async answer({ params: { id, what }, who }) {
        if (!(await flow.step(who, id, what))) throw notFound()
      },
    }),
  ]
}
