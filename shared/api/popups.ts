import { z } from 'zod'
import { PopupContent } from '../channels/popup.ts'

/** GET /api/v1/mini/popup: what to show now, if anything. */
export const WaitingPopup = z.object({
  popup: PopupContent.pick({ title: true, text: true, image: true, button: true, url: true, page: true })
    .extend({ id: z.string() })
    .nullable(),
})
export type WaitingPopup = z.output<typeof WaitingPopup>

/** POST /api/v1/mini/popups/:id/:what */
export const PopupStep = z.enum(['shown', 'clicked', 'closed'])
export type PopupStep = z.output<typeof PopupStep>
