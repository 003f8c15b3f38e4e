import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { Post, Posted } from '../providers/post.ts'
import { signedHeaders } from '../providers/signed-json.ts'
import type { LeasesStore } from '../store/leases.ts'
import type { Delivery, WebhooksStore } from '../store/webhooks.ts'

/**
 * Tells other systems what changed about people, signed as standardwebhooks.com says. Of one person in order, of many at
 * once; who does not answer with 2xx is asked again, less and less often, for a day. One process at a time: a delivery
 * that was cut off goes out again under the same id, by which the receiver drops the second.
 */
export type DeliverNeeds = {
  webhooks: WebhooksStore
  contacts: { getMany(ids: readonly ContactId[]): Promise<Map<ContactId, Contact>> }
  leases: Pick<LeasesStore, 'take' | 'release'>
  post: Post
  /** Outside the sandbox only https. */
  insecure: boolean
  machine: Clock
  log: Log
  owner: string
}
const SECOND = 1000
const DAY = 86_400 * SECOND
const LEASE_MS = 60 * SECOND
const AT_ONCE = 8
const MANY = 200
/** After how long the next try comes; the last stands for all behind it. */
const PAUSES = [5, 30, 120, 600, 1800, 3600, 7200, 14_400].map((seconds) => seconds * SECOND)

export const nextTry = (attempts: number, since: Date, now: Date): Date | null => {
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? 0
  const next = new Date(now.getTime() + pause)
  return next.getTime() - since.getTime() > DAY ? null : next
}

export function createDeliverChanges(needs: DeliverNeeds) {
  const { webhooks, machine, log, owner } = needs

  const send = async (one: Delivery, to: { url: string; secret: string }, contact: Contact | undefined) => {
    const now = machine.now()
    const body = JSON.stringify(bodyOf(one, contact))
    const headers = signedHeaders({ secret: to.secret, id: one._id, body, now })
    const problem =
      !needs.insecure && new URL(to.url).protocol !== 'https:'
        ? '地址必须以 https:// 开头'
        : problemOf(await needs.post({ url: to.url, headers, body }))
    const attempts = one.attempts + 1
    if (problem === null) {
      return webhooks.settle(one._id, { status: 'delivered', attempts, problem: null, endedAt: now })
    }
    const nextAt = nextTry(attempts, one.since, machine.now())
    if (nextAt !== null) return webhooks.settle(one._id, { attempts, problem, nextAt })
    log.warn({ webhook: one.webhook, key: one._id }, 'a webhook was not taken for a day and is given up')
    return webhooks.settle(one._id, { status: 'failed', attempts, problem, endedAt: now })
  }

  /** One look at what is due. */
  const deliverSome = async (): Promise<number> => {
    let sent = 0
    for (const [webhook, to] of await webhooks.active()) {
      const due = await webhooks.due(webhook, machine.now(), MANY)
      const people = await needs.contacts.getMany(due.map(({ contact }) => contact))
      for (let start = 0; start < due.length; start += AT_ONCE) {
        if (!(await hold())) return sent
        const some = due.slice(start, start + AT_ONCE)
        await Promise.all(some.map((one) => send(one, to, people.get(one.contact))))
        sent += some.length
      }
    }
    return sent
  }
  const hold = () => needs.leases.take('webhooks', owner, machine.now(), new Date(machine.now().getTime() + LEASE_MS))

  return {
    /** Works until nothing is due; another process that is at it is left alone. */
    async deliverChanges(stopping?: AbortSignal): Promise<number> {
      if (!(await hold())) return 0
      let all = 0
      try {
        while (!stopping?.aborted) {
          const sent = await deliverSome()
          if (sent === 0) break
          all += sent
        }
      } finally {
        await needs.leases.release('webhooks', owner)
      }
      return all
    },
  }
}

function problemOf(posted: Posted): string | null {
  switch (posted.kind) {
    case 'answered':
      return posted.status >= 200 && posted.status < 300 ? null : `对方答复 ${posted.status}`
    case 'private':
      return '地址指向内部网络，没有发出'
    case 'silent':
      return `没有答复（${posted.why}）`
  }
}

/** What is told: the change, and the person as it is now. Numbers and mailboxes are masked; sealed ids stay with us. */
export function bodyOf(one: Delivery, contact: Contact | undefined) {
  return {
    type: one.kind,
    timestamp: one.event.at.toISOString(),
    data: {
      change: { id: one.event.id, name: one.event.name, ...one.event.data },
      contact: contact === undefined ? { id: one.contact, deleted: true } : personOf(contact),
    },
  }
}

function personOf(contact: Contact) {
  const { id, name, attributes, tags, phoneMasked, owner, consent, createdAt, revision } = contact
  const identities = contact.identities.map(({ key }) => key).filter((key) => !/^(phone|email):/.test(key))
  return { id, name, phoneMasked, attributes, tags, owner, consent, identities, createdAt, revision }
}
