import { z } from 'zod'
import { nextNumber, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { MenuButton } from '../../world/parts.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followOf } from './follower.ts'
import { checkButton, withSubButtons } from './menus.ts'
import { stateOf } from './state.ts'

/** Menus for some people (facts A9.3): by tag or by phone; the newest that fits wins, else the default menu. */
export const menuAddConditional = defineCall({
  method: 'POST',
  path: '/cgi-bin/menu/addconditional',
  caller: 'oa',
  input: z.object({
    button: z.array(MenuButton),
    matchrule: z.object({
      tag_id: z.coerce.string().optional(),
      client_platform_type: z.coerce.string().optional(),
    }),
  }),
  answer({ button, matchrule }, account, { sim }) {
    if (sim.world.menus[account.appId] === undefined)
      return refuse(65303, 'there is no selfmenu, please create selfmenu first')
    if (button.length === 0 || button.length > 3) return refuse(40016, 'invalid button size')
    for (const one of button) checkButton(one, true)
    const { tag_id: tagId = null, client_platform_type: platform = null } = matchrule
    if (tagId === null && platform === null) return refuse(65305, 'matchrule must not be empty')
    if (platform !== null && !['1', '2', '3'].includes(platform)) {
      return refuse(65307, 'invalid client_platform_type')
    }
    const tags = sim.world.oaTags[account.appId] ?? []
    if (tagId !== null && tagId !== '2' && !tags.some((tag) => String(tag.id) === tagId)) return refuse(45159)
    const state = stateOf(sim, account)
    const id = String(208_000_000 + nextNumber(sim))
    state.conditionalMenus = [...state.conditionalMenus, { id, button, tagId, platform }]
    sim.changed()
    return { menuid: id }
  },
})

export const menuDeleteConditional = defineCall({
  method: 'POST',
  path: '/cgi-bin/menu/delconditional',
  caller: 'oa',
  input: z.object({ menuid: z.coerce.string() }),
  answer({ menuid }, account, { sim }) {
    const state = stateOf(sim, account)
    if (!state.conditionalMenus.some((menu) => menu.id === menuid)) return refuse(65301, 'no such menuid')
    state.conditionalMenus = state.conditionalMenus.filter((menu) => menu.id !== menuid)
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})

export type MenuSeen = { sort: 'conditional' | 'default' | 'none'; button: MenuButton[] }

/** The menu this follower sees. Which phone somebody holds is not played here: a rule on it fits nobody. */
export function menuOf(sim: Simulation, account: OaAccount, person: string): MenuSeen {
  const tags = followOf(sim, account.appId, person)?.tags ?? []
  const fitting = stateOf(sim, account).conditionalMenus.findLast(
    (menu) => menu.platform === null && tags.some((tag) => String(tag) === menu.tagId),
  )
  if (fitting !== undefined) return { sort: 'conditional', button: fitting.button }
  const button = sim.world.menus[account.appId]
  return button === undefined ? { sort: 'none', button: [] } : { sort: 'default', button }
}

export const menuTryMatch = defineCall({
  method: 'POST',
  path: '/cgi-bin/menu/trymatch',
  caller: 'oa',
  input: z.object({ user_id: z.string() }),
  answer({ user_id: name }, account, { sim, subject }) {
    const person = sim.directory.personNamed(account, name) ?? sim.world.people[name]?.id
    if (person === undefined) return refuse(65309, 'invalid user_id')
    subject.person = person
    const seen = menuOf(sim, account, person)
    if (seen.sort === 'none') return refuse(46003)
    return { button: seen.button.map(withSubButtons) }
  },
})

/** Here `sub_button` is an object with a list. */
const asShown = ({ sub_button: inner = [], ...button }: MenuButton): Reply =>
  inner.length === 0 ? button : { name: button.name, sub_button: { list: inner.map(asShown) } }

export const selfMenuInfo = defineCall({
  method: 'GET',
  path: '/cgi-bin/get_current_selfmenu_info',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }): Reply {
    const menu = sim.world.menus[account.appId]
    return { is_menu_open: menu === undefined ? 0 : 1, selfmenu_info: { button: (menu ?? []).map(asShown) } }
  },
})
