import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type mongoose from 'mongoose'
import { z } from 'zod'
import { Counters, type DemoAccount, JournalPage } from '../../../server/sandbox/control-api.ts'
import { createInboxStore } from '../../../server/store/inbox.ts'
import { AccountCreated } from '../../../shared/api/accounts.ts'
import { newFriend } from '../../../shared/journey/templates/new-friend.ts'
import { startChild } from '../../day/children.ts'
import { percentilesOf } from '../../day/report.ts'
import { serverEnvironment } from '../../day/stage.ts'

type Needs = Record<'uri' | 'productUrl' | 'simulatorUrl' | 'dataDir' | 'apiToken', string> & {
  connection: mongoose.Connection
  port: number
  wecom: Extract<DemoAccount, { kind: 'wecom' }>
  staff: string
  waiting: number
  control(method: string, path: string, body?: unknown): Promise<unknown>
  undo: (() => Promise<unknown>)[]
}
const WELCOMES = 200
const APART_MS = 50
const MAY_TAKE_MS = 120_000
const CALL = '/cgi-bin/externalcontact/send_welcome_msg'
const Verdict = z.object({ ok: z.boolean(), problem: z.string().nullish() })
const People = z.object({ people: z.array(z.object({ id: z.string() })) })
const Made = z.object({ id: z.string() })

/**
 * Friends with a welcome code come in while the events of others wait: how long from the callback leaving the platform
 * until the platform is asked to welcome them. A code lives twenty seconds.
 */
export async function welcomes(needs: Needs) {
  const { connection, waiting, undo, control, staff } = needs
  const environment = { ...serverEnvironment({ ...needs, role: 'web' }), SECRET_KEY: randomBytes(32).toString('hex') }
  const door = await startChild({ program: './server-process.ts', env: environment })
  undo.push(door.stop)
  const id = await connect(needs)
  await publish(needs)
  await queue(connection, id, needs.wecom.corpId, waiting)
  await door.stop()
  const { people } = People.parse(await control('POST', '/people/bulk', { count: WELCOMES, prefix: 'friend' }))
  const server = await startChild({ program: './server-process.ts', env: { ...environment, ROLE: 'all' } })
  undo.push(server.stop)
  const inbox = connection.collection('inbox')
  const waitingBefore = await inbox.countDocuments({ status: 'new' })
  const posted = people.map(async ({ id: person }, index) => {
    await pause(index * APART_MS)
    await control('POST', `/staff/${staff}/add-customer`, { person })
  })
  await Promise.all(posted)
  const waitingAfter = await inbox.countDocuments({ status: 'new' })
  const welcomed = await untilWelcomed(control)
  await server.stop()
  const journal = async (query: string) =>
    JournalPage.parse(await control('GET', `/journal?limit=5000&${query}`)).entries
  const begun = ({ at, tookMs }: { at: Date; tookMs: number }) => at.getTime() - tookMs
  const callbacks = await journal('kind=callback&path=add_external_contact')
  const left = new Map(callbacks.map((entry) => [entry.person?.id, begun(entry)]))
  const took = (await journal(`path=${CALL}&outcome=ok`)).map(
    (entry) => begun(entry) - (left.get(entry.person?.id) ?? Number.NaN),
  )
  return {
    welcomeP50Ms: percentilesOf(took).p50,
    welcomeP99Ms: percentilesOf(took).p99,
    welcomesMissed: WELCOMES - welcomed,
    waitingAtFirst: waitingBefore,
    waitingAtLast: waitingAfter,
  }
}

async function untilWelcomed(control: Needs['control']): Promise<number> {
  const giveUp = performance.now() + MAY_TAKE_MS
  for (;;) {
    const { seen } = Counters.parse(await control('GET', '/counters'))
    const count = seen[`call ${CALL}`] ?? { ok: 0, refused: 0, failed: 0 }
    if (count.ok + count.refused + count.failed >= WELCOMES || performance.now() > giveUp) return count.ok
    await pause(200)
  }
}

async function connect({ wecom, control, ...needs }: Needs): Promise<string> {
  const { id, callbackUrl } = AccountCreated.parse(await post(needs, '/accounts', wecom))
  for (let tries = 1; ; tries += 1) {
    const { ok, problem } = Verdict.parse(
      await control('POST', '/accounts/callback', { corpId: wecom.corpId, callbackUrl }),
    )
    if (ok) return String(id)
    if (tries === 5) throw new Error(`the simulator could not verify the callback address: ${problem}`)
    await pause(1000)
  }
}

async function publish(needs: Pick<Needs, 'productUrl' | 'apiToken'>): Promise<void> {
  const definition = newFriend.build({ templateFor: () => '', miniTemplateFor: () => '' })
  const { id } = Made.parse(await post(needs, '/journeys', { name: newFriend.name, definition }))
  await post(needs, `/journeys/${id}/publish`, {})
}

async function post({ productUrl, apiToken }: Pick<Needs, 'productUrl' | 'apiToken'>, path: string, body: unknown) {
  const answer = await fetch(`${productUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return await answer.json()
}

/** Messages of colleagues and customers, put where the door puts them. */
async function queue(connection: mongoose.Connection, id: string, corpId: string, count: number): Promise<void> {
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
        person: `${corpId}:${customer}`,
        body: `<xml><ToUserName>${corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${second}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType><UserID>bench</UserID><ExternalUserID>${customer}</ExternalUserID></xml>`,
        receivedAt: now,
      }
    })
    await inbox.accept(rows)
  }
}
