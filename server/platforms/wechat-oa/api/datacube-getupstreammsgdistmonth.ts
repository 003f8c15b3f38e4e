import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamSpread } from '../datacube.ts'

/** Whole months, told when they are over under their first day, which must lie in the range. */
export const datacubeGetupstreammsgdistmonth = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgdistmonth',
  repeat: 'safe',
  /** 30 days at most [U]. */
  input: daysUpTo(30),
  reply: UpstreamSpread,
})
