import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import { objectsIn } from '../../shared/variables.ts'
import type { MassJob } from '../store/mass-jobs.ts'
import type { Claimed, Settlement } from '../store/outbox.ts'
import type { Channel, RelayNeeds } from './needs.ts'
import { capsSince, limitSince, paceOf } from './pace.ts'
import { type ObjectFields, renderContent } from './render.ts'
import { refused, settlementOf, settlementOfVerdict, skipped, unknown, withAddress } from './settlements.ts'
import { trackLinks } from './track-links.ts'
import type { Ready } from './waves.ts'

/** The platforms drop a repeat of a key for ten minutes and more; one minute is left for the repeat itself. */
const KEY_LIVES_MS = 9 * 60_000
export const CUT_OFF = '发送途中程序中断，不确定是否已送出，请人工核实'

type Days = Map<string, string[]>
export type Settled = { row: Claimed; settlement: Settlement; summary: string }
export type Plan = { ready: Ready[]; settled: Settled[] }

/** Which of the claimed rows may leave now, in which words and where to; what became of the others. */
export function createAdmission(needs: RelayNeeds) {
  const { outbox, clock, machine, pace } = needs

  return { plan, mayHaveLeft }

  async function plan(rows: readonly Claimed[]): Promise<Plan> {
    const now = clock.now()
    const ids = [...new Set(rows.flatMap(({ contact }) => (contact === null ? [] : [contact])))]
    const people = await needs.contacts.getMany(ids)
    const jobs = await needs.massJobs.named([...new Set(rows.flatMap(({ batch }) => (batch ? [batch.key] : [])))])
    const history = await marketingHistory(rows, now)
    const limits = await limitHistory(rows, now)
    const objects = await objectsFor(rows, people)
    const plan: Plan = { ready: [], settled: [] }
    for (const row of [...rows].sort(inOrder)) {
      const channel = needs.channelOf(row.channel)
      const contact = row.contact === null ? null : (people.get(row.contact) ?? null)
      const job = row.batch ? jobs.get(row.batch.key) : undefined
      const answer = job
        ? accepted(row, job, channel && contact ? channel.reach(contact, now, row.content) : null, now)
        : !channel
          ? refused(row, `没有「${row.channel}」这个渠道`)
          : mayHaveLeft(row)
            ? unknown(row, CUT_OFF)
            : unlessCalled(
                row,
                channel,
                admit({ row, channel, contact, objects: objects.get(row.key), history, limits, now }),
              )
      if ('fate' in answer) {
        const summary = job && channel ? channel.summary(row.content) : row.channel
        plan.settled.push({ row, settlement: answer, summary })
      } else {
        plan.ready.push(answer)
        const today = dayOf(now, pace.timeZone)
        if (row.marketing && row.contact) history.get(row.contact)?.push(today)
        if (row.contact) limits.get(row.channel)?.get(row.contact)?.push(today)
      }
    }
    return plan
  }

  /** Few messages speak of objects; only for those they are asked. */
  async function objectsFor(rows: readonly Claimed[], people: ReadonlyMap<ContactId, Contact>) {
    const found = new Map<string, ObjectFields>()
    for (const { key, contact, content, row } of rows) {
      const person = contact === null ? undefined : people.get(contact)
      const types = person === undefined ? [] : objectsIn(content)
      const objects = person && types.length > 0 ? await needs.objectsOf?.(person.id, types, row) : undefined
      if (objects !== undefined) found.set(key, objects)
    }
    return found
  }

  async function marketingHistory(rows: readonly Claimed[], now: Date): Promise<Map<string, string[]>> {
    const ids = new Set(rows.flatMap(({ contact, marketing }): ContactId[] => (marketing && contact ? [contact] : [])))
    const claim = rows[0]?.claim
    if (ids.size === 0 || claim === undefined) return new Map()
    const since = capsSince(now, pace)
    return outbox.marketingDays([...ids], { since, today: dayOf(now, pace.timeZone), exceptClaim: claim })
  }

  /** Of channels whose platform limits what one person may have, what each person had. */
  async function limitHistory(rows: readonly Claimed[], now: Date): Promise<Map<string, Days>> {
    const limits = new Map<string, Days>()
    const today = dayOf(now, pace.timeZone)
    for (const name of new Set(rows.map(({ channel }) => channel))) {
      const limit = needs.channelOf(name)?.perPerson
      const own = rows.filter(({ channel }) => channel === name)
      const claim = own[0]?.claim
      if (!limit || claim === undefined) continue
      const ids = [...new Set(own.flatMap(({ contact }) => (contact === null ? [] : [contact])))]
      const since = limitSince(limit.per, now, pace)
      limits.set(name, await outbox.channelDays(name, ids, { since, today, exceptClaim: claim }))
    }
    return limits
  }

  function admit(question: {
    row: Claimed
    channel: Channel
    contact: Contact | null
    objects: ObjectFields | undefined
    history: Days
    limits: ReadonlyMap<string, Days>
    now: Date
  }): Ready | Settlement {
    const { row, channel, contact, objects, history, limits, now } = question
    const marketingDays = history.get(row.contact ?? '') ?? []
    const had = limits.get(row.channel)?.get(row.contact ?? '')
    const limit = channel.perPerson && had ? { ...channel.perPerson, days: had } : null
    const verdict = paceOf({ row, contact, marketingDays, limit, now, rules: pace })
    if (verdict.kind !== 'go') return settlementOfVerdict(row, verdict)
    const ready = { row, channel, ...written(row, channel, contact, objects) }
    if (row.address !== null) return { ...ready, address: row.address }
    if (!contact) return skipped(row, '客户已不存在')
    const reach = channel.reach(contact, now, row.content)
    if (!reach.ok) return skipped(row, reach.why)
    const ledger = channel.ledger({ content: ready.content, address: reach.address, receipt: null })
    const left = ledger?.kind === 'grant' ? (contact.grants[ledger.template] ?? 0) : 1
    return left > 0 ? { ...ready, address: reach.address } : skipped(row, '对方没有授权过这个模板，或授权已用完')
  }

  /**
   * What this person gets: variables filled, and links that tell us when they are tapped; the timeline shows them bare,
   * and so does a message that many get in one call.
   */
  function written(
    row: Claimed,
    channel: Channel,
    contact: Contact | null,
    objects: ObjectFields | undefined,
  ): Pick<Ready, 'summary' | 'content'> {
    const content = renderContent(row.content, contact, objects)
    const summary = channel.summary(content)
    if (!contact || channel.audience !== 'customer' || channel.together) return { summary, content }
    const tracked = (url: string) => needs.trackedLink(url, { contact: contact.id, effect: row.key })
    return { summary, content: trackLinks(content, tracked) }
  }

  /** It was called and nobody heard the answer: would the platform carry it out a second time? */
  function mayHaveLeft({ channel, calledAt }: Claimed): boolean {
    if (calledAt === null) return false
    switch (needs.channelOf(channel)?.repeat ?? 'unsafe') {
      case 'safe':
        return false
      case 'keyed':
        return machine.now().getTime() - calledAt.getTime() > KEY_LIVES_MS
      case 'unsafe':
        return true
    }
  }

  /** A call before this one may have reached the person: what now ends without a call was not simply left out. */
  function unlessCalled(row: Claimed, channel: Channel, answer: Ready | Settlement): Ready | Settlement {
    const ends = 'fate' in answer && answer.fate !== 'waiting'
    return ends && row.calledAt !== null && channel.repeat !== 'safe' ? unknown(row, CUT_OFF) : answer
  }
}

/** The call it was made part of went out, and the process died before it was written here. */
function accepted(
  row: Claimed,
  { fate, receipt }: MassJob,
  reach: ReturnType<Channel['reach']> | null,
  now: Date,
): Settlement {
  const settlement = settlementOf(row, { kind: fate, receipt }, now)
  return reach?.ok ? withAddress(settlement, reach.address) : settlement
}

/** `<enrollment>:<visit>:<position>` by number, after the time of writing. */
function inOrder(a: Claimed, b: Claimed): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || byNumber.compare(a.key, b.key)
}
const byNumber = new Intl.Collator('en', { numeric: true })
