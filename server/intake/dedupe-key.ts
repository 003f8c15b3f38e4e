import { createHash } from 'node:crypto'
import { type Fields, textOf } from './parse-message.ts'

/** What a message is, in one word: `message.text`, `event.subscribe`, `event.change_contact.create_user`. */
export function typeOfMessage(fields: Fields): string {
  const kind = textOf(fields, 'MsgType')
  if (kind !== 'event') return `message.${kind || 'none'}`
  const change = textOf(fields, 'ChangeType')
  return `event.${textOf(fields, 'Event') || 'none'}${change ? `.${change}` : ''}`
}

/** Fields that do not tell two events of the same sender, second and name apart. */
const HEAD = new Set([
  'ToUserName',
  'FromUserName',
  'CreateTime',
  'MsgType',
  'Event',
  'EventKey',
  'Ticket',
  'MenuId',
  'AgentID',
])
const TELLING = [
  'ChangeType',
  'EventKey',
  'MsgID',
  'UserID',
  'ExternalUserID',
  'Id',
  'ChatId',
  'TaskId',
  'ResponseCode',
]
const LONGEST = 160

/**
 * The same for every retry of one message, different for two messages (facts A2.3, C2.2). A message has its id. An
 * event has none, and WeCom's `sys` events share sender and second: what it is about joins the key, and all the rest of
 * its content, because a group may be joined by two people within one second.
 */
export function dedupeKeyOf(fields: Fields): string {
  const messageId = textOf(fields, 'MsgId')
  if (messageId && textOf(fields, 'MsgType') !== 'event') return `message:${messageId}`
  const head = ['FromUserName', 'CreateTime', 'Event'].map((name) => textOf(fields, name))
  const telling = TELLING.map((name) => textOf(fields, name)).filter((value) => value !== '')
  const key = ['event', ...head, ...telling, ...contentOf(fields)].join(':')
  return key.length <= LONGEST ? key : `event:${digest(key)}`
}

function contentOf(fields: Fields): string[] {
  const rest = Object.entries(fields).filter(([name]) => !HEAD.has(name) && !TELLING.includes(name))
  return rest.length === 0 ? [] : [digest(JSON.stringify(rest.sort(([a], [b]) => (a < b ? -1 : 1))))]
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 40)
