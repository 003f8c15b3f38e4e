import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamRows } from '../datacube.ts'

export const datacubeGetupstreammsgmonth = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsgmonth',
  repeat: 'safe',
  /** 30 days at most [U]. */
  input: daysUpTo(30),
  reply: UpstreamRows,
})
