import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { MenuButtons, MenuId } from '../menu.ts'

/** Needs a default menu first. Rules on sex, place and language are gone with the profiles [U]. */
export const menuAddconditional = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Personalized_menu_interface.html',
  method: 'POST',
  path: '/cgi-bin/menu/addconditional',
  repeat: 'unsafe',
  input: z.object({
    button: MenuButtons,
    matchrule: z
      .object({
        tag_id: z.string().min(1).optional(),
        /** 1 iOS, 2 Android, 3 others. */
        client_platform_type: z.enum(['1', '2', '3']).optional(),
      })
      .refine((rule) => rule.tag_id !== undefined || rule.client_platform_type !== undefined, {
        message: 'a rule that matches nobody in particular',
      }),
  }),
  reply: z.object({ menuid: MenuId }),
})
