import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const getCallbackIp = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Get_the_WeChat_server_IP_address.html',
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  repeat: 'safe',
  input: z.object({}),
  /** Addresses and ranges (`101.226.103.0/25`) side by side. */
  reply: z.object({ ip_list: z.array(z.string()) }),
})
