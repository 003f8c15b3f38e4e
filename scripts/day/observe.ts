import { setTimeout as pause } from 'node:timers/promises'
import { Counters } from '../../server/sandbox/control-api.ts'
import type { Stage } from './stage.ts'

/** What the database, the server's counters and the simulator hold: flat names, so that two moments can be subtracted. */
export type Holdings = Readonly<Record<string, number>>

export const minus = (after: Holdings, before: Holdings): Record<string, number> =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]))

type Row = { _id: Record<string, string | null>; rows: number }

export async function holdingsOf(stage: Stage): Promise<Holdings> {
  const held: Record<string, number> = {}
  const add = (name: string, count: number) => {
    held[name] = (held[name] ?? 0) + count
  }
  const grouped = (collection: string, by: Record<string, string>, match: Record<string, unknown> = {}) =>
    stage.database
      .collection(collection)
      .aggregate<Row>([{ $match: match }, { $group: { _id: by, rows: { $sum: 1 } } }])
      .toArray()
  for (const { _id, rows } of await grouped('inbox', { status: '$status' }, { platform: { $ne: 'internal' } })) {
    add(`inbox: ${_id['status']}`, rows)
  }
  for (const { _id, rows } of await grouped('events', { name: '$name' })) add(`timeline: ${_id['name']}`, rows)
  const contacts = stage.database.collection('contacts')
  add('contacts', await contacts.countDocuments({ mergedInto: null }))
  add('merges', await stage.database.collection('merges').countDocuments({ undoneAt: null }))
  const named = (kind: string) => ({ 'identities.key': { $regex: `^${kind}:` } })
  const onBoth = { mergedInto: null, $and: [named('oa'), named('wecom')] }
  add('known by both', await contacts.countDocuments(onBoth))
  add('still following', await contacts.countDocuments({ mergedInto: null, 'followings.following': true }))
  const names = await journeyNames(stage)
  for (const { _id, rows } of await grouped('enrollments', { journey: '$journey', state: '$state' })) {
    const name = names.get(_id['journey'] ?? '') ?? 'a journey nobody knows'
    add(`journeys started: ${name}`, rows)
    if (_id['state'] === 'left') add(`journeys ended: ${name}`, rows)
  }
  for (const { _id, rows } of await grouped('outbox', { channel: '$channel', fate: '$fate', journey: '$journey' })) {
    add(`outbox: ${_id['channel']} ${_id['fate']}`, rows)
    const isDated = names.get(_id['journey'] ?? '') === 'VIP 到期提醒'
    if (_id['fate'] === 'sent' && !isDated) add(`sent: ${_id['channel']}`, rows)
    // On a busy machine the minute after a follow may be over before its welcome is due: then it must not be sent.
    if (_id['channel'] === 'oa-reply') add('sent or too late: oa-reply', rows)
  }
  for (const [name, count] of await serverCounters(stage)) add(name, count)
  const { seen, messages } = await simulatorCounters(stage)
  for (const [name, count] of Object.entries(messages)) add(`simulator: ${name}`, count)
  for (const [name, count] of Object.entries(seen)) {
    add(`simulator ok: ${name}`, count.ok)
    if (count.refused + count.failed > 0) add(`simulator refused: ${name}`, count.refused + count.failed)
  }
  return held
}

async function journeyNames(stage: Stage): Promise<Map<string, string>> {
  const found = await stage.database.collection<{ _id: string; name: string }>('journeys').find().toArray()
  return new Map(found.map(({ _id, name }) => [String(_id), name]))
}

const COUNTED = /^weilu_callbacks_(accepted|refused)_total\{platform="(\w+)",(?:repeated|reason)="([\w-]+)"\} (\d+)/
async function serverCounters({ productUrl, apiToken }: Stage): Promise<[string, number][]> {
  const response = await fetch(`${productUrl}/metrics`, { headers: { authorization: `Bearer ${apiToken}` } })
  return (await response.text()).split('\n').flatMap((line): [string, number][] => {
    const [, what, , label, count] = COUNTED.exec(line) ?? []
    if (label === undefined) return []
    const name = what === 'refused' ? `refused: ${label}` : label === 'true' ? 'repeated' : 'accepted'
    return [[name, Number(count)]]
  })
}

const simulatorCounters = async ({ simulatorUrl }: Stage) =>
  Counters.parse(await (await fetch(`${simulatorUrl}/sandbox/api/counters`)).json())

const MAY_REST_MS = 600_000
const CALM_LOOKS = 3

/** Nothing in the inbox, nothing pending, nothing due in the outbox, no receipt on its way: three looks in a row. */
export async function untilIdle(stage: Stage): Promise<void> {
  const deadline = performance.now() + MAY_REST_MS
  let calm = 0
  let left: Record<string, number> = {}
  while (calm < CALM_LOOKS) {
    if (performance.now() > deadline) throw new Error(`the line did not come to rest: ${JSON.stringify(left)}`)
    left = await underWay(stage)
    calm = Object.values(left).every((count) => count === 0) ? calm + 1 : 0
    await pause(250)
  }
}

async function underWay(stage: Stage): Promise<Record<string, number>> {
  const { database } = stage
  return {
    inbox: await database.collection('inbox').countDocuments({ status: 'new' }),
    pending: await database.collection('enrollments').countDocuments({ 'pending.since': { $exists: true } }),
    outbox: await database.collection('outbox').countDocuments({ due: { $lte: new Date() } }),
    sending: await database.collection('outbox').countDocuments({ fate: 'sending' }),
    imports: await database.collection('imports').countDocuments({ state: { $in: ['waiting', 'running'] } }),
    receipts: (await simulatorCounters(stage)).waiting,
  }
}

/** Milliseconds from the arrival of the event that started a walk to the end of the walk's first send, by channel. */
export async function eventToSend({ database }: Stage, since: Date): Promise<Map<string, number[]>> {
  const enrollments = database.collection<{ _id: string; startedBy: string | null }>('enrollments')
  const inbox = database.collection<{ _id: string; receivedAt: Date }>('inbox')
  const startedBy = new Map(
    (await enrollments.find({}, { projection: { startedBy: 1 } }).toArray()).map((row) => [
      String(row._id),
      row.startedBy,
    ]),
  )
  const receivedAt = new Map(
    (await inbox.find({}, { projection: { receivedAt: 1 } }).toArray()).map((row) => [row._id, row.receivedAt]),
  )
  const sent = await database
    .collection<{ _id: string; channel: string; enrollment: string | null; settledAt: Date; createdAt: Date }>('outbox')
    .find({ fate: 'sent', createdAt: { $gte: since }, channel: { $in: ['oa-reply', 'wecom-app'] } })
    .toArray()
  const times = new Map<string, number[]>()
  for (const { _id, channel, enrollment, settledAt } of sent) {
    // An alert's row names no walk, but its key is the effect's: `<enrollment>:<visit>:<position>`.
    const event = startedBy.get(String(enrollment ?? String(_id).split(':')[0])) ?? null
    const came = event === null ? undefined : receivedAt.get(event)
    if (came) times.set(channel, [...(times.get(channel) ?? []), settledAt.getTime() - came.getTime()])
  }
  return times
}
