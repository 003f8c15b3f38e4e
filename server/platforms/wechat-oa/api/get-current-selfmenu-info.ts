import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { SelfButtons } from '../menu.ts'

/** The menu in force, also one made by hand on the platform's page. */
export const getCurrentSelfmenuInfo = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Querying_Custom_Menus.html',
  method: 'GET',
  path: '/cgi-bin/get_current_selfmenu_info',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    is_menu_open: z.number(),
    selfmenu_info: z.object({ button: SelfButtons.default([]) }).default({ button: [] }),
  }),
})
