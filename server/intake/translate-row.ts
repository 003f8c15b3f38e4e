import { ZodError } from 'zod'
import { AccountId } from '../../shared/ids.ts'
import { Incoming } from '../../shared/incoming.ts'
import { parseJson } from '../kit/parse-json.ts'
import type { InboxRow } from '../store/inbox.ts'
import { parseMessage } from './parse-message.ts'
import type { Translation } from './translate/contract.ts'
import { translatorOf } from './translator-of.ts'

/** A row that can't be read: kept as failed, shown to a person, replayable after a fix. */
export class RowUnreadable extends Error {
  readonly code = 'intake.row-unreadable'
  constructor(reason: string) {
    super(reason)
    this.name = 'RowUnreadable'
  }
}

type Readable = Pick<InboxRow, 'id' | 'account' | 'platform' | 'type' | 'body' | 'receivedAt'>

/** What a stored row says in our words; null when no translator knows its type. */
export function translateRow(row: Readable, appId: string | null): Translation | null {
  if (row.platform === 'internal') return { kind: 'events', incoming: [Incoming.parse(parseJson(row.body))] }
  const translator = translatorOf(row.platform, row.type)
  if (!translator) return null
  if (appId === null) throw new RowUnreadable('接收这条回调的账号已不存在')
  const message = parseMessage(row.body)
  if (!message.ok) throw new RowUnreadable(`无法解析：${message.why}`)
  const account = { id: AccountId.parse(row.account), kind: row.platform, appId }
  try {
    return translator.translate({ id: row.id, account, fields: message.fields, receivedAt: row.receivedAt })
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    throw new RowUnreadable(`字段不符合预期：${error.issues.map(({ path }) => path.join('.')).join('、')}`)
  }
}
