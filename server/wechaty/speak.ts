import { setTimeout as pause } from 'node:timers/promises'
import { FileBox } from 'file-box'
import type { Contact, Wechaty } from 'wechaty'
import { z } from 'zod'
import { BotMessage } from '../../shared/api/wechaty.ts'
import type { Log } from '../kit/log.ts'
import type { Rhythm } from './rhythm.ts'
import type { Session } from './session.ts'

export const Asked = z.object({ bot: z.string(), to: z.string(), key: z.string(), message: BotMessage })
export type Asked = z.output<typeof Asked>
export type Answer =
  | { outcome: 'sent'; id: string | null }
  | { outcome: 'later'; at: Date; why: 'rhythm' | 'cap' | 'offline' }
  /** As listed in the product's `errcodes.ts`. */
  | { errcode: 1 | 2 | 3; errmsg: string }

const LOOKS_AGAIN_MS = 60_000
const offline = (now: Date): Answer => ({
  outcome: 'later',
  at: new Date(now.getTime() + LOOKS_AGAIN_MS),
  why: 'offline',
})

/** Says one thing to one friend, in its turn. What it throws may have been said: nobody can know. */
export async function speak(
  asked: Asked,
  { session, rhythm, log }: { session: Session; rhythm: Rhythm; log: Log },
): Promise<Answer> {
  const now = new Date()
  const before = session.online()
  if (before === null) return offline(now)
  if (before.account !== asked.bot) return { errcode: 2, errmsg: 'another account is logged in' }
  const turn = rhythm.turn(asked.key, now)
  if (turn.kind === 'later') return { outcome: 'later', at: turn.at, why: turn.why }
  await pause(turn.inMs)
  const here = session.online()
  if (here === null) return offline(new Date())
  let contact: Contact | undefined
  try {
    contact = await here.bot.Contact.find({ id: asked.to })
    if (contact === undefined || !(await isFriend(contact))) return { errcode: 1, errmsg: 'not a friend' }
  } catch (error) {
    // Nothing was said yet: the puppet could not even be asked who that is.
    log.warn({ err: error }, 'The puppet does not tell who a message is for')
    return offline(new Date())
  }
  try {
    return { outcome: 'sent', id: await said(here.bot, contact, asked.message) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (/No connection established|not logged in/i.test(error.message)) return offline(new Date())
    if (/unsupported|not supported|not implement/i.test(error.message)) return { errcode: 3, errmsg: 'unsupported' }
    throw error
  }
}

/** What is remembered of somebody may be from before they became friends. Not every puppet knows: then it is tried. */
async function isFriend(contact: Contact): Promise<boolean> {
  if (contact.friend() !== false) return true
  await contact.sync()
  return contact.friend() !== false
}

async function said(bot: Wechaty, contact: Contact, message: BotMessage): Promise<string | null> {
  const sent = await sayTo(bot, contact, message)
  return typeof sent === 'object' ? sent.id : null
}

function sayTo(bot: Wechaty, contact: Contact, message: BotMessage) {
  switch (message.form) {
    case 'text':
      return contact.say(message.text)
    case 'link': {
      const { title, description, url, picture } = message
      return contact.say(
        new bot.UrlLink({ title, description, url, ...(picture !== undefined && { thumbnailUrl: picture }) }),
      )
    }
    case 'miniprogram': {
      const { title, appId, username, page, picture } = message
      const card = { title, appid: appId, username, pagePath: page }
      return contact.say(new bot.MiniProgram({ ...card, ...(picture !== undefined && { thumbUrl: picture }) }))
    }
    case 'picture':
      return contact.say(FileBox.fromUrl(message.picture))
    case 'file':
      return contact.say(FileBox.fromUrl(message.file, { name: message.name }))
  }
}
