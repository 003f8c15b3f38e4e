import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { type CallbackMessage, claimOf, eventBase, filled } from './contract.ts'

const Change = z.object({
  CreateTime: z.coerce.number().int().positive(),
  UserID: StaffId,
  ExternalUserID: filled,
  State: z.string().optional(),
  WelcomeCode: z.string().optional(),
})

/** The part all WeCom customer events share: which member, which customer, when. The sender is always `sys`. */
export function readChange(message: CallbackMessage) {
  const { CreateTime, UserID, ExternalUserID, State, WelcomeCode } = Change.parse(message.fields)
  const base = eventBase(message, CreateTime)
  const state = State || null
  return {
    base,
    staff: UserID,
    claims: [claimOf('wecom', message.account.appId, ExternalUserID)],
    /** Only a contact way of ours has a state: without one they found each other some other way. */
    source: { kind: state === null ? 'wecom-friend' : 'wecom-contact-way', detail: state, at: base.at },
    state,
    welcomeCode: WelcomeCode || null,
  }
}
