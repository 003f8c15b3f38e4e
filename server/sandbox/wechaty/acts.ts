import { z } from 'zod'
import { personById } from '../acts/people.ts'
import { cannot } from '../acts/problem.ts'
import { addMessage, nextNumber, nowMs, type Simulation } from '../simulation.ts'
import { linkBody, type MessageBody, mediaBody, miniBody } from '../world/message.ts'
import { pushToBot } from './feed.ts'
import { BOT, botChat, personOfWxid, ROOM, roomChat, wxidOf } from './state.ts'

/** What people do with the company's personal account, and what the bot does through the mock puppet. */
const contactOf = (sim: Simulation, person: string) => ({
  id: wxidOf(person),
  name: personById(sim, person).name,
  friend: sim.world.bot.friends[person] !== undefined,
})
/** Whom the account's phone knows. */
export const addressBook = (sim: Simulation) =>
  [...new Set([...Object.keys(sim.world.bot.friends), ...sim.world.bot.members])].map((one) => contactOf(sim, one))

const roomOf = (sim: Simulation) => ({ ...ROOM, members: sim.world.bot.members.map((one) => contactOf(sim, one)) })
const notice = (text: string): MessageBody => ({ kind: 'notice', text })
const newId = (sim: Simulation) => `${nowMs(sim)}${nextNumber(sim)}`

export function askForFriendship(sim: Simulation, person: string, hello: string) {
  const { bot } = sim.world
  if (bot.friends[person] !== undefined) cannot('bot.friend', '已经是好友了')
  const id = newId(sim)
  bot.requests[person] = id
  addMessage(sim, { chat: botChat(person), from: 'account', body: notice(`已向「${BOT.name}」发送好友申请`) })
  pushToBot(sim, { kind: 'friend-request', id, at: nowMs(sim), who: contactOf(sim, person), hello })
}

export function acceptRequest(sim: Simulation, id: string) {
  const { bot } = sim.world
  const person = Object.keys(bot.requests).find((one) => bot.requests[one] === id)
  // Accepted before by a bot that died before it heard so.
  if (person === undefined) return
  delete bot.requests[person]
  bot.friends[person] = nowMs(sim)
  addMessage(sim, {
    chat: botChat(person),
    from: 'account',
    body: notice(`你已添加了「${BOT.name}」，现在可以开始聊天了`),
  })
}

export function unfriend(sim: Simulation, person: string) {
  delete sim.world.bot.friends[person]
  addMessage(sim, { chat: botChat(person), from: 'person', body: notice(`已删除好友「${BOT.name}」`) })
}

export function sayToBot(sim: Simulation, person: string, text: string) {
  if (sim.world.bot.friends[person] === undefined) cannot('bot.stranger', '还不是好友，先添加对方')
  const { id } = addMessage(sim, { chat: botChat(person), from: 'person', body: { kind: 'text', text } })
  const who = contactOf(sim, person)
  pushToBot(sim, { kind: 'message', id: `${id}-${newId(sim)}`, at: nowMs(sim), who, room: null, text })
}

export function joinRoom(sim: Simulation, person: string) {
  const { members } = sim.world.bot
  if (members.includes(person)) cannot('bot.member', '已经在群里了')
  members.push(person)
  pushToBot(sim, { kind: 'room-join', at: nowMs(sim), who: contactOf(sim, person), room: roomOf(sim) })
}

export function leaveRoom(sim: Simulation, person: string) {
  const { bot } = sim.world
  if (!bot.members.includes(person)) cannot('bot.no-member', '不在群里')
  const room = roomOf(sim)
  bot.members = bot.members.filter((one) => one !== person)
  pushToBot(sim, { kind: 'room-leave', at: nowMs(sim), who: contactOf(sim, person), room })
}

export function sayInRoom(sim: Simulation, person: string, text: string) {
  if (!sim.world.bot.members.includes(person)) cannot('bot.no-member', '不在群里')
  const { id } = addMessage(sim, { chat: roomChat, from: 'person', by: person, body: { kind: 'text', text } })
  const who = contactOf(sim, person)
  pushToBot(sim, { kind: 'message', id: `${id}-${newId(sim)}`, at: nowMs(sim), who, room: roomOf(sim), text })
}

/** On the account's own phone. */
export function logBot(sim: Simulation, loggedIn: boolean) {
  if (sim.world.bot.loggedIn === loggedIn) return
  sim.world.bot.loggedIn = loggedIn
  pushToBot(sim, { kind: loggedIn ? 'login' : 'logout' })
}

export const BotSays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('link'), title: z.string(), description: z.string(), url: z.string() }),
  z.object({ kind: z.literal('miniprogram'), title: z.string(), appId: z.string(), page: z.string() }),
  z.object({ kind: z.literal('image'), url: z.string() }),
  z.object({ kind: z.literal('file'), name: z.string(), url: z.string() }),
])

/** WeChat takes a message to somebody who is no friend any more, and says that it was not let in. */
export function botSays(sim: Simulation, to: string, said: z.infer<typeof BotSays>): string {
  if (!sim.world.bot.loggedIn) cannot('bot.logged-out', 'not logged in')
  const person = personById(sim, personOfWxid(to)).id
  if (sim.world.bot.friends[person] === undefined) {
    return addMessage(sim, { chat: botChat(person), from: 'account', body: notice('一条消息被拒收：对方不是好友') }).id
  }
  return addMessage(sim, { chat: botChat(person), from: 'account', body: bodyOf(said) }).id
}

function bodyOf(said: z.infer<typeof BotSays>): MessageBody {
  switch (said.kind) {
    case 'text':
      return { kind: 'text', text: said.text }
    case 'link':
      return linkBody(said)
    case 'miniprogram':
      return miniBody(said)
    case 'image':
      return mediaBody('图片', said.url)
    case 'file':
      return mediaBody('文件', said.url, said.name)
  }
}
