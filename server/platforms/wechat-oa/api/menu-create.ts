import { z } from 'zod'
import { defineCall } from '../../call.ts'

const Leaf = z.discriminatedUnion('type', [
  z.object({ type: z.literal('click'), name: z.string(), key: z.string().max(128) }),
  z.object({ type: z.literal('view'), name: z.string(), url: z.string().max(1024) }),
  z.object({
    type: z.literal('miniprogram'),
    name: z.string(),
    url: z.string(),
    appid: z.string(),
    pagepath: z.string(),
  }),
])
const Branch = z.object({ name: z.string(), sub_button: z.array(Leaf).min(1).max(5) })

export const menuCreate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html',
  method: 'POST',
  path: '/cgi-bin/menu/create',
  repeat: 'safe',
  input: z.object({
    button: z
      .array(z.union([Leaf, Branch]))
      .min(1)
      .max(3),
  }),
  reply: z.object({}),
})
