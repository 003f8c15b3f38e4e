import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamRows } from '../datacube.ts'

/** Whole months, told when they are over under their first day, which must lie in the range. */
export const datacubeGetupstreammsgmonth = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgmonth',
  repeat: 'safe',
  /** 30 days at most. */
  input: daysUpTo(30),
  reply: UpstreamRows,
})
