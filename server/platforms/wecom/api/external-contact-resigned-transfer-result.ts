import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { handover, TransferResult } from '../transfer.ts'

export const externalContactResignedTransferResult = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94082',
  method: 'POST',
  path: '/cgi-bin/externalcontact/resigned/transfer_result',
  repeat: 'safe',
  input: z.object({ ...handover, cursor: z.string().default('') }),
  reply: TransferResult,
})
