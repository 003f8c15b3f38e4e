import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type mongoose from 'mongoose'
import { request } from 'undici'
import { sealCallback, withQuery } from '../../../server/sandbox/callbacks/envelope.ts'
import type { DemoAccount } from '../../../server/sandbox/control-api.ts'
import type { WecomAccount } from '../../../server/sandbox/world/account.ts'
import { createInboxStore } from '../../../server/store/inbox.ts'
import { AccountCreated } from '../../../shared/api/accounts.ts'
import { startChild } from '../../day/children.ts'
import { percentilesOf } from '../../day/report.ts'
import { serverEnvironment } from '../../day/stage.ts'

type Needs = Record<'uri' | 'productUrl' | 'simulatorUrl' | 'dataDir' | 'apiToken', string> & {
  connection: mongoose.Connection
  port: number
  wecom: Extract<DemoAccount, { kind: 'wecom' }>
  waiting: number
  undo: (() => Promise<unknown>)[]
}
const WELCOMES = 200
const APART_MS = 50
const MAY_TAKE_MS = 600_000

/**
 * Friends with a welcome code come in while the events of others wait: how long after the door until the journeys have
 * heard of them. A code lives twenty seconds.
 */
export async function welcomes(needs: Needs) {
  const { connection, wecom, waiting, undo } = needs
  const environment = { ...serverEnvironment({ ...needs, role: 'web' }), SECRET_KEY: randomBytes(32).toString('hex') }
  const door = await startChild({ program: './server-process.ts', env: environment })
  undo.push(door.stop)
  const answer = await fetch(`${needs.productUrl}/api/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${needs.apiToken}` },
    body: JSON.stringify(wecom),
  })
  const { id, callbackUrl } = AccountCreated.parse(await answer.json())
  const account: WecomAccount = { ...wecom, callbackUrl, agentName: '', openPlatformId: null }
  await queue(connection, String(id), account, waiting)
  await door.stop()
  const server = await startChild({ program: './server-process.ts', env: { ...environment, ROLE: 'all' } })
  undo.push(server.stop)
  const inbox = connection.collection('inbox')
  for (let index = 0; index < WELCOMES; index++) {
    await post(account, index)
    await pause(APART_MS)
  }
  const left = await inbox.countDocuments({ status: 'new' })
  const theirs = { type: 'event.change_external_contact.add_external_contact' }
  const giveUp = performance.now() + MAY_TAKE_MS
  while ((await inbox.countDocuments({ ...theirs, status: 'new' })) > 0) {
    if (performance.now() > giveUp) throw new Error('the welcome codes were not worked on')
    await pause(200)
  }
  const rows = await inbox.find({ ...theirs, status: 'done' }).toArray()
  if (rows.length !== WELCOMES) throw new Error(`${WELCOMES - rows.length} friends were not worked on`)
  await server.stop()
  const took = rows.map((row) => Number(row['doneAt']) - Number(row['arrivedAt']))
  return { welcomeP50Ms: percentilesOf(took).p50, welcomeP99Ms: percentilesOf(took).p99, stillWaiting: left }
}

/** Messages of colleagues and customers, put where the door puts them. */
async function queue(connection: mongoose.Connection, id: string, account: WecomAccount, count: number): Promise<void> {
  const inbox = createInboxStore(connection)
  const now = new Date()
  const second = Math.floor(now.getTime() / 1000)
  for (let from = 0; from < count; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, count - from) }, (_, index) => {
      const customer = `wmQueue${String((from + index) % 5000).padStart(20, '0')}`
      return {
        account: id,
        dedupeKey: `bench:${from + index}`,
        platform: 'wecom' as const,
        type: 'event.change_external_contact.edit_external_contact',
        person: `${account.corpId}:${customer}`,
        body: `<xml><ToUserName>${account.corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${second}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>bench</UserID><ExternalUserID>${customer}</ExternalUserID></xml>`,
        receivedAt: now,
      }
    })
    await inbox.accept(rows)
  }
}

async function post(account: WecomAccount, index: number): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000)
  const { query, contentType, body } = sealCallback({
    account,
    timestamp,
    inner: {
      ToUserName: account.corpId,
      FromUserName: 'sys',
      CreateTime: timestamp,
      MsgType: 'event',
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'bench',
      ExternalUserID: `wmWelcome${String(index).padStart(20, '0')}`,
      WelcomeCode: `code-${index}`,
    },
  })
  const answer = await request(withQuery(account.callbackUrl ?? '', query), {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  })
  await answer.body.dump()
  if (answer.statusCode !== 200) throw new Error(`a callback was answered ${answer.statusCode}`)
}
