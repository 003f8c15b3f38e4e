import { identityKey } from '../../shared/contact.ts'
import { EventId, type StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { externalContactBatchGetByUser as batchGet } from '../platforms/wecom/api/external-contact-batch-get-by-user.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { customerFacts } from './follower-facts.ts'
import { inLanes } from './in-lanes.ts'

type Needs = {
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  members: readonly StaffId[]
  now: Date
}
const AT_ONCE = 4

/**
 * All customers of the members, one member at a time: a member who may not have customers would fail a batch. Each
 * friendship becomes a `contact.linked`, which teaches and starts nothing.
 */
export async function syncCustomers(app: ConnectedApp, { acceptEvents, members, now }: Needs): Promise<number> {
  const counts = await inLanes(members, AT_ONCE, async (member) => {
    let count = 0
    let cursor = ''
    do {
      const page = await pageOf(app, member, cursor)
      const incoming = page.external_contact_list.map((entry) => linked(app, entry, now))
      if (incoming.length > 0) await acceptEvents(incoming)
      count += incoming.length
      cursor = page.next_cursor
    } while (cursor !== '')
    return count
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

type Page = Awaited<ReturnType<typeof pageOf>>
async function pageOf({ platform }: ConnectedApp, member: StaffId, cursor: string) {
  try {
    return await platform.call(batchGet, { userid_list: [member], cursor })
  } catch (error) {
    // A member without customers, or without the right to have any, is refused instead of answered with an empty list.
    if (!(error instanceof PlatformRefused) || error.remedy !== 'not-reachable') throw error
    return { external_contact_list: [], next_cursor: '' }
  }
}

function linked({ account }: ConnectedApp, entry: Page['external_contact_list'][number], now: Date): Incoming {
  const { external_contact: customer, follow_info: friendship } = entry
  const key = identityKey('wecom', account.appId, customer.external_userid)
  const { claims, facts } = customerFacts(customer)
  const since = new Date(friendship.createtime * 1000)
  const state = friendship.state || null
  return {
    event: {
      id: EventId.parse(`sync:${key}:${friendship.userid}:${friendship.createtime}:${customer.unionid ?? ''}`),
      at: now,
      account: account.id,
      name: 'contact.linked',
      why: '同步企业微信客户',
      key,
      source: 'wecom.contact-get',
    },
    claims: [{ key, strength: 'platform', source: 'wecom.contact-get' }, ...claims],
    facts: {
      ...facts,
      friendship: { staff: friendship.userid, since, state },
      source: { kind: state === null ? 'wecom-friend' : 'wecom-contact-way', detail: state, at: since },
    },
  }
}
