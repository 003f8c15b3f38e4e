import type { Delivered } from '../callbacks/deliver.ts'
import type { InnerMessage } from '../callbacks/envelope.ts'
import { sendOaEvent, sendOaText } from '../callbacks/oa-events.ts'
import { openWindow } from '../platform/service-window.ts'
import { followKey, followOf } from '../platform/wechat/follower.ts'
import { addMessage, findOa, nowMs, type Simulation } from '../simulation.ts'
import type { OaAccount } from '../world/account.ts'
import { chatOf } from '../world/message.ts'
import type { Follow, QrCode } from '../world/world.ts'
import type { OpenedPage } from './open-page.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

/** What a person does inside the Official Account: each is the act, its trace on the phone, and its callback. */
export type Acted = { callbacks: Delivered[]; opened?: OpenedPage | null }

export const oaOf = (sim: Simulation): OaAccount => findOa(sim) ?? cannot('account.missing', '这个沙盒里没有公众号')

export function followingOf(sim: Simulation, account: OaAccount, person: string): Follow {
  const follow = followOf(sim, account.appId, person)
  if (follow === undefined || !follow.following) return cannot('person.not-following', '先关注公众号，才能这样做')
  return follow
}

export async function follow(sim: Simulation, personId: string, code: QrCode | null): Promise<Acted> {
  const account = oaOf(sim)
  const person = personById(sim, personId)
  const before = followOf(sim, account.appId, person.id)
  if (before?.following === true) return cannot('person.following', `${person.name} 已经关注了公众号`)
  const followed: Follow = {
    following: true,
    followedAt: nowMs(sim),
    scene: code?.scene ?? '',
    how: code === null ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE',
    remark: before?.remark ?? '',
    // Leaving drops the tags; coming back starts without (facts A3.5 is silent, the console behaves so [U]).
    tags: [],
    windows: {},
  }
  openWindow(sim, followed, 'follow')
  if (code !== null) openWindow(sim, followed, 'scan')
  sim.world.follows[followKey(account.appId, person.id)] = followed
  note(sim, account, person.id, code === null ? '你关注了公众号' : `你扫码「${code.name}」关注了公众号`)
  const more: InnerMessage =
    code === null ? { EventKey: '' } : { EventKey: `qrscene_${code.scene}`, Ticket: code.ticket }
  const summary = code === null ? '关注公众号' : `扫码「${code.name}」关注公众号`
  return { callbacks: [await sendOaEvent(sim, account, person.id, { event: 'subscribe', more, summary })] }
}

export async function unfollow(sim: Simulation, personId: string): Promise<Acted> {
  const account = oaOf(sim)
  const person = personById(sim, personId)
  const current = followingOf(sim, account, person.id)
  current.following = false
  current.windows = {}
  current.tags = []
  note(sim, account, person.id, '你取消了关注')
  const event = { event: 'unsubscribe', more: { EventKey: '' }, summary: '取消关注' } as const
  return { callbacks: [await sendOaEvent(sim, account, person.id, event)] }
}

export async function scan(sim: Simulation, personId: string, scene: string): Promise<Acted> {
  const account = oaOf(sim)
  const code = codeOf(sim, account, scene)
  const current = followOf(sim, account.appId, personId)
  if (current === undefined || !current.following) return await follow(sim, personId, code)
  openWindow(sim, current, 'scan')
  note(sim, account, personId, `你扫了「${code.name}」`)
  const event = {
    event: 'SCAN' as const,
    // No `qrscene_` in front of it for someone who follows already (facts J6).
    more: { EventKey: code.scene, Ticket: code.ticket },
    summary: `扫码「${code.name}」`,
  }
  return { callbacks: [await sendOaEvent(sim, account, personId, event)] }
}

function codeOf(sim: Simulation, account: OaAccount, scene: string): QrCode {
  const now = nowMs(sim)
  const codes = sim.world.qrCodes.filter((code) => code.appId === account.appId && code.scene === scene)
  if (codes.length === 0) return cannot('qr-code.not-found', `没有场景值为 ${scene} 的二维码`, 404)
  const living = codes.findLast((code) => code.expiresAt === null || code.expiresAt > now)
  return living ?? cannot('qr-code.expired', '二维码已过期')
}

export async function sayToAccount(sim: Simulation, personId: string, text: string): Promise<Acted> {
  const account = oaOf(sim)
  const current = followingOf(sim, account, personById(sim, personId).id)
  openWindow(sim, current, 'message')
  addMessage(sim, { chat: chatOf.oa(account.appId, personId), from: 'person', body: { kind: 'text', text } })
  return { callbacks: [await sendOaText(sim, account, personId, text)] }
}

function note(sim: Simulation, account: OaAccount, person: string, text: string) {
  addMessage(sim, { chat: chatOf.oa(account.appId, person), from: 'app', body: { kind: 'notice', text } })
}
