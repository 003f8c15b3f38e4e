import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'
import { handedCustomers, handover, TransferStarted } from '../transfer.ts'

/** On the job: takes effect after 24 hours unless the customer refuses; twice in 90 days for a customer. */
export const externalContactTransferCustomer = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92125',
  method: 'POST',
  path: '/cgi-bin/externalcontact/transfer_customer',
  repeat: 'unsafe',
  input: z.object({
    ...handover,
    external_userid: handedCustomers,
    transfer_success_msg: chars(200).optional(),
  }),
  reply: TransferStarted,
})
