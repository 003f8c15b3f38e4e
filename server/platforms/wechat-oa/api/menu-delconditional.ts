import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const menuDelconditional = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Personalized_menu_interface.html',
  method: 'POST',
  path: '/cgi-bin/menu/delconditional',
  repeat: 'safe',
  input: z.object({ menuid: z.string().min(1) }),
  reply: z.object({}),
})
