import type { PhonesState } from '../control-api.ts'
import { menuOf } from '../platform/wechat/conditional-menus.ts'
import { followKey, followOf } from '../platform/wechat/follower.ts'
import { noticeTemplatesOf } from '../platform/wechat/notice-templates.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { grantKey } from '../platform/wechat/templated.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { ENDED, stateOf as kfStateOf } from '../platform/wecom/kf-sessions.ts'
import { findMini, findOa, findWecom, nowMs, type Simulation } from '../simulation.ts'
import { botState } from '../wechaty/bot-state.ts'
import type { MiniAccount, OaAccount, WecomAccount } from '../world/account.ts'
import { identityKeyOf } from '../world/identity.ts'
import { chatOf } from '../world/message.ts'
import { messagesIn, personRow } from './person-row.ts'

/** What the follower's phone shows. */
type Shown = NonNullable<PhonesState['person']>

export function personState(sim: Simulation, id: string): Shown | null {
  const person = sim.world.people[id]
  if (person === undefined) return null
  const oa = findOa(sim)
  const mini = findMini(sim)
  const wecom = findWecom(sim)
  const menu = oa === null ? { sort: 'none' as const, button: [] } : menuOf(sim, oa, id)
  return {
    ...personRow(sim, person),
    city: person.city,
    identities: sim.world.accounts.map((account) => identityKeyOf(account, id)),
    menu: menu.button,
    menuSort: menu.sort,
    tags: oa === null ? [] : tagNames(sim, oa, id),
    oaMessages: oa === null ? [] : messagesIn(sim, chatOf.oa(oa.appId, id)),
    oaTyping: oa !== null && (stateOf(sim, oa).typing[id] ?? 0) > nowMs(sim),
    serviceMessages: mini === null ? [] : messagesIn(sim, chatOf.mini(mini.appId, id)),
    inbox: sim.world.gateway.filter((one) => one.person === person.id).slice(-100),
    deeds: sim.world.deeds[id] ?? [],
    bot: botState(sim, id),
    miniVisited: mini !== null && sim.world.miniUsers[followKey(mini.appId, id)] !== undefined,
    consents: [...noticesOf(sim, oa, id), ...subscriptionsOf(sim, mini, id)],
    kf: wecom === null ? [] : kfChats(sim, wecom, id),
    groups: wecom === null ? [] : groupChats(sim, wecom, id),
    moments: wecom === null ? [] : momentsSeen(sim, wecom, id),
    transfers: wecom === null ? [] : transfersOf(sim, wecom, id),
  }
}

function tagNames(sim: Simulation, oa: OaAccount, id: string): string[] {
  const ids = followOf(sim, oa.appId, id)?.tags ?? []
  return (sim.world.oaTags[oa.appId] ?? []).filter((tag) => ids.includes(tag.id)).map((tag) => tag.name)
}

function noticesOf(sim: Simulation, oa: OaAccount | null, id: string): Shown['consents'] {
  if (oa === null) return []
  return noticeTemplatesOf(sim, oa).map((template) => ({
    sort: 'notice',
    templateId: template.id,
    title: template.title,
    left: sim.world.grants[grantKey(oa.appId, id, template.id)] ?? 0,
    kept: null,
  }))
}

function subscriptionsOf(sim: Simulation, mini: MiniAccount | null, id: string): Shown['consents'] {
  if (mini === null) return []
  const kept = stateOf(sim, mini).kept[id] ?? {}
  return sim.world.templates
    .filter((template) => template.appId === mini.appId)
    .map((template) => ({
      sort: 'mini',
      templateId: template.id,
      title: template.title,
      left: sim.world.grants[grantKey(mini.appId, id, template.id)] ?? 0,
      kept: kept[template.id] ?? null,
    }))
}

const kfChats = (sim: Simulation, account: WecomAccount, id: string): Shown['kf'] => {
  const { accounts, sessions } = corpOf(sim, account).kf
  return accounts.map((desk) => {
    const session = sessions.find((one) => one.account === desk.id && one.person === id)
    const state = kfStateOf(sim, session)
    const servicer = session === undefined || state === ENDED ? '' : session.servicer
    return {
      openKfId: desk.id,
      name: desk.name,
      state,
      servicer: servicer === '' ? null : servicer,
      servicerName: sim.world.members[servicer]?.name ?? null,
      messages: messagesIn(sim, chatOf.kf(desk.id, id)),
    }
  })
}

const groupChats = (sim: Simulation, account: WecomAccount, id: string): Shown['groups'] =>
  corpOf(sim, account)
    .groups.filter((group) => group.members.some((one) => one.who === id))
    .map((group) => ({
      chatId: group.id,
      name: group.name,
      people: group.members.length,
      messages: messagesIn(sim, chatOf.group(group.id)),
    }))

const momentsSeen = (sim: Simulation, account: WecomAccount, id: string): Shown['moments'] =>
  corpOf(sim, account)
    .moments.flatMap((moment) =>
      moment.tasks
        .filter((task) => task.publishedAt !== null && task.shownTo.includes(id))
        .map((task) => ({
          moment: moment.id,
          by: sim.world.members[task.staff]?.name ?? task.staff,
          at: task.publishedAt ?? 0,
          text: moment.text,
          attachments: moment.attachments.length,
          likes: moment.likes.length,
          comments: moment.comments.length,
          liked: moment.likes.some((one) => one.by === id),
        })),
    )
    .sort((one, other) => other.at - one.at)

const transfersOf = (sim: Simulation, account: WecomAccount, id: string): Shown['transfers'] =>
  corpOf(sim, account)
    .transfers.filter((one) => one.person === id && one.status === 2)
    .map((one) => ({
      from: sim.world.members[one.handover]?.name ?? one.handover,
      to: sim.world.members[one.takeover]?.name ?? one.takeover,
      dueAt: one.dueAt,
    }))
