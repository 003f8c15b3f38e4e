import { defineCall } from '../../call.ts'
import { ServicerResults, servicersNamed } from '../kf-servicers.ts'

export const kfServicerAdd = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94646',
  method: 'POST',
  path: '/cgi-bin/kf/servicer/add',
  repeat: 'safe',
  input: servicersNamed,
  reply: ServicerResults,
})
