import { z } from 'zod'
import { MenuButton } from '../../world/world.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'

/** Facts A9.3. */
const TYPES: ReadonlySet<string> = new Set([
  'click',
  'view',
  'miniprogram',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'media_id',
  'article_id',
  'article_view_limited',
])

function checkButton(button: MenuButton, top: boolean) {
  const bytes = Buffer.byteLength(button.name)
  if (bytes === 0 || bytes > (top ? 16 : 60)) refuse(top ? 40018 : 40025, 'invalid button name size')
  if (top && button.sub_button !== undefined && button.sub_button.length > 0) {
    if (button.sub_button.length > 5) refuse(40023, 'invalid sub button size')
    for (const inner of button.sub_button) checkButton(inner, false)
    return
  }
  if (button.type === undefined || !TYPES.has(button.type)) refuse(40017, 'invalid button type')
  if (button.type === 'click' && (button.key === undefined || Buffer.byteLength(button.key) > 128)) {
    refuse(40019, 'invalid button key size')
  }
  if ((button.type === 'view' || button.type === 'miniprogram') && !/^https?:\/\//.test(button.url ?? '')) {
    refuse(40020, 'invalid button url size')
  }
  if (button.type === 'miniprogram' && (button.appid === undefined || button.pagepath === undefined)) {
    refuse(85006, 'invalid miniprogram appid or pagepath')
  }
}

export const menuCreate = defineCall({
  method: 'POST',
  path: '/cgi-bin/menu/create',
  caller: 'oa',
  input: z.object({ button: z.array(MenuButton) }),
  answer(input, account, { sim }) {
    if (input.button.length === 0 || input.button.length > 3) return refuse(40016, 'invalid button size')
    for (const button of input.button) checkButton(button, true)
    sim.world.menus[account.appId] = input.button
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})

const withSubButtons = (button: MenuButton): MenuButton => ({
  ...button,
  sub_button: (button.sub_button ?? []).map(withSubButtons),
})

export const menuGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/menu/get',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }) {
    const button = sim.world.menus[account.appId]
    if (button === undefined) return refuse(46003)
    return { menu: { button: button.map(withSubButtons), menuid: 208396938 } }
  },
})

export const menuDelete = defineCall({
  method: 'GET',
  path: '/cgi-bin/menu/delete',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }) {
    delete sim.world.menus[account.appId]
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})
