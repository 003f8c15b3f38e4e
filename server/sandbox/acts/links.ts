import { sendOaText } from '../callbacks/oa-events.ts'
import { openWindow } from '../platform/service-window.ts'
import { addMessage, type Simulation } from '../simulation.ts'
import type { Message } from '../world/message.ts'
import { sayToKf } from './customer-service.ts'
import { type Acted, followingOf, oaOf } from './official-account.ts'
import { openedMini, openPage } from './open-page.ts'
import { cannot } from './problem.ts'

/** A tap inside a message: a link, a card, one of the offered answers. */
const LINK = /https?:\/\/[^\s"'<>]+/

const isSeenBy = (sim: Simulation, message: Message, person: string): boolean => {
  if (message.chat.endsWith(`:${person}`)) return true
  const [kind, chatId] = message.chat.split(':')
  if (kind !== 'group') return false
  return Object.values(sim.world.corps).some((corp) =>
    corp.groups.some((group) => group.id === chatId && group.members.some((one) => one.who === person)),
  )
}

export async function tapLink(
  sim: Simulation,
  personId: string,
  of: { messageId: string; url?: string | undefined; option?: string | undefined },
): Promise<Acted> {
  const message =
    sim.world.messages.find((known) => known.id === of.messageId && isSeenBy(sim, known, personId)) ??
    cannot('message.not-found', '没有这条消息', 404)
  const { body } = message
  switch (body.kind) {
    case 'options':
      return await chooseOption(sim, personId, { message, option: of.option })
    case 'mini-card':
      return { callbacks: [], opened: openedMini(sim, personId, body.page) }
    case 'template':
      if (body.page !== null) return { callbacks: [], opened: openedMini(sim, personId, body.page) }
      return await open(sim, body.url)
    case 'link':
      return await open(sim, body.url)
    case 'news':
      return await open(sim, body.articles.find((one) => one.url === of.url)?.url ?? body.articles[0]?.url ?? null)
    case 'text':
    case 'markdown':
      return await open(sim, of.url ?? LINK.exec(body.text)?.[0] ?? null)
    default:
      return await open(sim, null)
  }
}

async function open(sim: Simulation, url: string | null): Promise<Acted> {
  if (url === null || url === '') return cannot('message.no-link', '这条消息里没有可以点开的链接')
  return { callbacks: [], opened: await openPage(sim, url) }
}

async function chooseOption(
  sim: Simulation,
  personId: string,
  of: { message: Message; option: string | undefined },
): Promise<Acted> {
  const { message } = of
  if (message.body.kind !== 'options') return cannot('message.no-option', '没有这个选项', 404)
  const option =
    message.body.list.find((one) => one.id === of.option) ?? cannot('message.no-option', '没有这个选项', 404)
  if (option.url !== '') return await open(sim, option.url)
  const [sort, where = ''] = message.chat.split(':')
  if (sort === 'kf') return await sayToKf(sim, personId, { openKfId: where, text: option.content, menuId: option.id })
  // A tap on a menu message counts as the menu trigger, not as a message of the user (facts A6.2).
  const account = oaOf(sim)
  openWindow(sim, followingOf(sim, account, personId), 'menu')
  addMessage(sim, { chat: message.chat, from: 'person', body: { kind: 'text', text: option.content } })
  return { callbacks: [await sendOaText(sim, account, personId, option.content, option.id)] }
}
