import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { contactWaySettings } from '../contact-way.ts'

/** Type and scene stay as they were made; an expired temporary way can't be changed. */
export const externalContactUpdateContactWay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/update_contact_way',
  repeat: 'safe',
  input: z.object({ config_id: z.string().min(1), ...contactWaySettings }),
  reply: z.object({}),
})
