import { defineCall } from '../../call.ts'
import { ServicerResults, servicersNamed } from '../kf-servicers.ts'

export const kfServicerDel = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94647',
  method: 'POST',
  path: '/cgi-bin/kf/servicer/del',
  repeat: 'safe',
  input: servicersNamed,
  reply: ServicerResults,
})
