import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamSpread } from '../datacube.ts'

export const datacubeGetupstreammsgdistweek = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgdistweek',
  repeat: 'safe',
  /** 30 days at most [U]. */
  input: daysUpTo(30),
  reply: UpstreamSpread,
})
