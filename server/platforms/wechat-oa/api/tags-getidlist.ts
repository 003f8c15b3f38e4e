import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { tagsDoc } from '../tags.ts'

export const tagsGetidlist = defineCall({
  doc: tagsDoc,
  method: 'POST',
  path: '/cgi-bin/tags/getidlist',
  repeat: 'safe',
  input: z.object({ openid: OpenId }),
  reply: z.object({ tagid_list: z.array(z.number().int()) }),
})
