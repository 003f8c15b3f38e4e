import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { MenuButtons } from '../menu.ts'

export const menuCreate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html',
  method: 'POST',
  path: '/cgi-bin/menu/create',
  repeat: 'safe',
  input: z.object({ button: MenuButtons }),
  reply: z.object({}),
})
