import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamSpread } from '../datacube.ts'

export const datacubeGetupstreammsgdist = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgdist',
  repeat: 'safe',
  /** 15 days at most. */
  input: daysUpTo(15),
  reply: UpstreamSpread,
})
