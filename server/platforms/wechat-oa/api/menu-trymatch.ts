import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { KnownButtons } from '../menu.ts'

/** Which menu a person sees: by openid or by WeChat id. */
export const menuTrymatch = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Personalized_menu_interface.html',
  method: 'POST',
  path: '/cgi-bin/menu/trymatch',
  repeat: 'safe',
  input: z.object({ user_id: z.string().min(1) }),
  reply: z.object({ button: KnownButtons }),
})
