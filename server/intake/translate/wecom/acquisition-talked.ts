import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { claimOf, defineTranslator, eventBase, filled, one } from '../contract.ts'

const Talked = z.object({
  CreateTime: z.coerce.number().int().positive(),
  UserID: StaffId,
  ExternalUserID: filled,
})

/** Somebody who came by an acquisition link wrote to the member for the first time. What they wrote is not told. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.customer_acquisition.customer_start_chat'],
  translate(message) {
    const { CreateTime, ExternalUserID } = Talked.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const claims = [claimOf('wecom', message.account.appId, ExternalUserID)]
    return one({ event: { ...base, name: 'message.received', kind: 'chat', text: null }, claims, facts: {} })
  },
})
