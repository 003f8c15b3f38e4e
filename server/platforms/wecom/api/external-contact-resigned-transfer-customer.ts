import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { handedCustomers, handover, TransferStarted } from '../transfer.ts'

/** After leaving, a year at the latest; no message of its own. */
export const externalContactResignedTransferCustomer = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94081',
  method: 'POST',
  path: '/cgi-bin/externalcontact/resigned/transfer_customer',
  repeat: 'unsafe',
  input: z.object({ ...handover, external_userid: handedCustomers }),
  reply: TransferStarted,
})
