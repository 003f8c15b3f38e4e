import { defineCall } from '../../call.ts'
import { daysUpTo, messageStatisticsDoc, UpstreamHours } from '../datacube.ts'

export const datacubeGetupstreammsghour = defineCall({
  doc: messageStatisticsDoc,
  method: 'POST',
  path: '/datacube/getupstreammsghour',
  repeat: 'safe',
  /** 1 day at most. */
  input: daysUpTo(1),
  reply: UpstreamHours,
})
