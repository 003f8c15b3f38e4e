import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamRows } from '../datacube.ts'

/** Whole weeks, told when they are over under their Monday, which must lie in the range. */
export const datacubeGetupstreammsgweek = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgweek',
  repeat: 'safe',
  /** 30 days at most. */
  input: daysUpTo(30),
  reply: UpstreamRows,
})
