import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamSpread } from '../datacube.ts'

/** Whole weeks, told when they are over under their Monday, which must lie in the range. */
export const datacubeGetupstreammsgdistweek = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgdistweek',
  repeat: 'safe',
  /** 15 days by the newer page, 30 by the older one: the smaller holds for both. */
  input: daysUpTo(15),
  reply: UpstreamSpread,
})
