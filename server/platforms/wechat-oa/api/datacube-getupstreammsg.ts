import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamRows } from '../datacube.ts'

export const datacubeGetupstreammsg = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsg',
  repeat: 'safe',
  /** 7 days at most. */
  input: daysUpTo(7),
  reply: UpstreamRows,
})
