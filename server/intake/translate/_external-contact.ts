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
  return {
    base: eventBase(message, CreateTime),
    staff: UserID,
    claims: [claimOf('wecom', message.account.appId, ExternalUserID)],
    state: State || null,
    welcomeCode: WelcomeCode || null,
  }
}
