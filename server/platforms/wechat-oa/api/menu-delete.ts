import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Deletes the conditional menus with it [U]. A GET that changes something: the platform's choice. */
export const menuDelete = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Deleting_Custom-Defined_Menu.html',
  method: 'GET',
  path: '/cgi-bin/menu/delete',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({}),
})
