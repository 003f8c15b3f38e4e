import { z } from 'zod'
import { readChange } from '../_external-contact.ts'
import { defineTranslator, filled, one } from '../contract.ts'

const Failed = z.object({ FailReason: filled })
const reasons: Readonly<Record<string, string>> = {
  customer_refused: '客户拒绝了转接',
  customer_limit_exceed: '接替员工的客户数已达上限',
}

/** A customer was to go to a colleague and did not. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_external_contact.transfer_fail'],
  translate(message) {
    const { base, staff, claims } = readChange(message)
    const { FailReason } = Failed.parse(message.fields)
    const reason = reasons[FailReason] ?? FailReason
    return one({ event: { ...base, name: 'friend.transfer-failed', staff, reason }, claims, facts: {} })
  },
})
