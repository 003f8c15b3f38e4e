import type { OutboxFate } from '../../../shared/api/journeys.ts'
import type { Overview } from '../../../shared/api/system.ts'
import { addDays, dayOf, instantOf } from '../../../shared/local-time.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Account } from '../../store/accounts.ts'
import type { DayCounts, Span } from '../../store/day-counts.ts'
import type { EnrollmentsStore } from '../../store/enrollments.ts'
import type { InboxStore } from '../../store/inbox.ts'
import type { JourneysStore } from '../../store/journeys.ts'
import type { LeadsStore } from '../../store/leads.ts'
import type { MergesStore } from '../../store/merges.ts'
import type { OutboxStore } from '../../store/outbox.ts'
import type { OverviewNeeds } from '../routes/overview.ts'

export type OverviewReplyNeeds = {
  counts: DayCounts
  leads: Pick<LeadsStore, 'count'>
  outbox: Pick<OutboxStore, 'countsOf' | 'waitingCounts'>
  journeys: Pick<JourneysStore, 'list'>
  enrollments: Pick<EnrollmentsStore, 'totals'>
  inbox: Pick<InboxStore, 'countByStatus'>
  merges: Pick<MergesStore, 'openConflicts'>
  listAccounts(): Promise<readonly Pick<Account, 'verifiedAt' | 'credentials'>[]>
  channels: readonly { name: string; label: string }[]
  clock: Clock
  timeZone: string
}

const fateColumn: Record<OutboxFate, 'sent' | 'skipped' | 'failed' | null> = {
  waiting: null,
  sending: null,
  sent: 'sent',
  handed: 'sent',
  skipped: 'skipped',
  refused: 'failed',
  unknown: 'failed',
}

/** Today so far against the same hours of the same weekday last week: a morning is not compared with a whole day. */
function spansOf(now: Date, timeZone: string): { day: string; today: Span; before: Span } {
  const day = dayOf(now, timeZone)
  const from = instantOf(day, '00:00', timeZone)
  const lastWeek = instantOf(addDays(day, -7), '00:00', timeZone)
  const soFar = now.getTime() - from.getTime() + 1
  return {
    day,
    today: { from, to: new Date(now.getTime() + 1) },
    before: { from: lastWeek, to: new Date(lastWeek.getTime() + soFar) },
  }
}

async function readFigures({ counts, leads }: OverviewReplyNeeds, { today, before }: { today: Span; before: Span }) {
  const both = async (count: (span: Span) => Promise<number>) => {
    const [now, then] = await Promise.all([count(today), count(before)])
    return { today: now, before: then }
  }
  const [newContacts, newFollowers, unfollows, created, claimed] = await Promise.all([
    both((span) => counts.newContacts(span)),
    both((span) => counts.events('contact.followed', span)),
    both((span) => counts.events('contact.unfollowed', span)),
    both(({ from, to }) => leads.count({ createdFrom: from, createdTo: to })),
    both(({ from, to }) => leads.count({ claimedFrom: from, claimedTo: to })),
  ])
  return { newContacts, newFollowers, unfollows, leads: created, claimedLeads: claimed }
}

async function readChannels({ outbox, channels }: OverviewReplyNeeds, day: string): Promise<Overview['channels']> {
  const [settled, waiting] = await Promise.all([outbox.countsOf(day), outbox.waitingCounts()])
  const names = new Set([...settled, ...waiting].map(({ channel }) => channel))
  return [...names].sort().map((channel) => {
    const row = { channel, label: channels.find(({ name }) => name === channel)?.label ?? channel }
    const columns = { sent: 0, skipped: 0, failed: 0, waiting: 0 }
    for (const { fate, count } of settled.filter((one) => one.channel === channel)) {
      const column = fateColumn[fate]
      if (column !== null) columns[column] += count
    }
    for (const { count } of waiting.filter((one) => one.channel === channel)) columns.waiting += count
    return { ...row, ...columns }
  })
}

async function readJourneys({ journeys, enrollments }: OverviewReplyNeeds): Promise<Overview['journeys']> {
  const running = (await journeys.list()).filter(({ state }) => state !== 'draft')
  const totals = await enrollments.totals(running.map(({ id }) => id))
  return running.map(({ id, name }) => ({ id, name, inside: totals.get(id)?.inside ?? 0 }))
}

const CONFLICTS_SHOWN = 100

/** What only a person can settle; what counts nothing is left out. */
async function readAttention(needs: OverviewReplyNeeds, week: Span): Promise<Overview['attention']> {
  const [unknownSends, inbox, conflicts, accounts] = await Promise.all([
    needs.counts.unknownSends(week),
    needs.inbox.countByStatus(),
    needs.merges.openConflicts(CONFLICTS_SHOWN),
    needs.listAccounts(),
  ])
  const unverified = accounts.filter(({ verifiedAt }) => verifiedAt === null).length
  const wrongSecrets = accounts.filter(({ credentials }) => credentials?.ok === false).length
  return [
    {
      kind: 'unknown-sends',
      message: '消息发出后没有得到平台答复（近 7 天），请核实是否送达',
      count: unknownSends,
      link: '/settings/outbox?fate=unknown',
    },
    {
      kind: 'failed-callbacks',
      message: '回调处理失败，可重新处理',
      count: inbox.failed ?? 0,
      link: '/settings/inbox?status=failed',
    },
    {
      kind: 'unknown-callbacks',
      message: '收到系统还不认识的回调',
      count: inbox.unknown ?? 0,
      link: '/settings/inbox?status=unknown',
    },
    {
      kind: 'merge-conflicts',
      message: '客户身份有冲突，需要人工判断',
      count: conflicts.length,
      link: '/contacts/conflicts',
    },
    {
      kind: 'unverified-accounts',
      message: '账号的回调地址还没有通过平台验证',
      count: unverified,
      link: '/settings/accounts',
    },
    { kind: 'wrong-credentials', message: '账号的凭据不可用', count: wrongSecrets, link: '/settings/accounts' },
  ].filter(({ count }) => count > 0)
}

export function createOverviewReplies(needs: OverviewReplyNeeds): OverviewNeeds {
  return {
    async readOverview() {
      const now = needs.clock.now()
      const { day, today, before } = spansOf(now, needs.timeZone)
      const [figures, people, channels, journeys, attention] = await Promise.all([
        readFigures(needs, { today, before }),
        needs.counts.people(),
        readChannels(needs, day),
        readJourneys(needs),
        readAttention(needs, { from: before.from, to: today.to }),
      ])
      return { day, ...figures, people, channels, journeys, attention }
    },
  }
}
