import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { KnownButtons, MenuId } from '../menu.ts'

/** An account without a menu answers an errcode, not an empty one. */
export const menuGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Getting_Custom_Menu_Configurations.html',
  method: 'GET',
  path: '/cgi-bin/menu/get',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    menu: z.object({ button: KnownButtons, menuid: MenuId.optional() }),
    conditionalmenu: z
      .array(z.object({ button: KnownButtons, matchrule: z.record(z.string(), z.unknown()), menuid: MenuId }))
      .default([]),
  }),
})
