import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { MenuButton } from '../../world/parts.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { stateOf } from './state.ts'

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

export function checkButton(button: MenuButton, top: boolean) {
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
  if (button.type === 'media_id' && button.media_id === undefined) refuse(40007)
  if (button.type?.startsWith('article_') && button.article_id === undefined) refuse(40007)
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

export const withSubButtons = (button: MenuButton): MenuButton => ({
  ...button,
  sub_button: (button.sub_button ?? []).map(withSubButtons),
})

/** Told only when there are any (facts A9.3). */
function conditionalMenus(sim: Simulation, account: OaAccount): Reply {
  const menus = stateOf(sim, account).conditionalMenus
  if (menus.length === 0) return {}
  return {
    conditionalmenu: menus.map(({ id, button, tagId, platform }) => ({
      button: button.map(withSubButtons),
      matchrule: {
        ...(tagId === null ? {} : { tag_id: tagId }),
        ...(platform === null ? {} : { client_platform_type: platform }),
      },
      menuid: Number(id),
    })),
  }
}

export const menuGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/menu/get',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }) {
    const button = sim.world.menus[account.appId]
    if (button === undefined) return refuse(46003)
    return { menu: { button: button.map(withSubButtons), menuid: 208396938 }, ...conditionalMenus(sim, account) }
  },
})

export const menuDelete = defineCall({
  method: 'GET',
  path: '/cgi-bin/menu/delete',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }) {
    delete sim.world.menus[account.appId]
    stateOf(sim, account).conditionalMenus = []
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})
