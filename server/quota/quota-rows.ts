import type { QuotaRow, Quotas } from '../../shared/api/quotas.ts'
import { type QuotaPeriod, quotaPeriods, quotaWindow } from '../../shared/quota-window.ts'
import type { Clock } from '../kit/clock.ts'
import { groupBy } from '../kit/group-by.ts'
import type { Account } from '../store/accounts.ts'
import type { QuotaApi, QuotaApisStore } from '../store/quota-apis.ts'
import { heldIn, type QuotaBook, type QuotasStore } from '../store/quotas.ts'
import { holderOf } from './books.ts'
import { LOST_MS } from './hand.ts'
import { limitIn, limitsOf } from './limits.ts'

export type QuotaRowsNeeds = {
  quotas: Pick<QuotasStore, 'open'>
  apis: Pick<QuotaApisStore, 'list'>
  listAccounts(): Promise<readonly Account[]>
  clock: Clock
  machine: Clock
}

const CLEAR = '/cgi-bin/clear_quota'

/** The open books as a person reads them: what is nearly used up first. */
export function createQuotaRows({ quotas, apis, listAccounts, clock, machine }: QuotaRowsNeeds) {
  return { readQuotaRows, clearableQuotas }

  async function readQuotaRows(): Promise<QuotaRow[]> {
    const now = clock.now()
    const [books, known, accounts] = await Promise.all([quotas.open(now), apis.list(), listAccounts()])
    const facts = new Map(known.map((one) => [keyOf(one), one]))
    const called = groupBy([...books, ...refusedWithoutBook(books, known, now)], keyOf)
    const rows = [...called.values()].flatMap((open) => {
      const [{ api, holder }] = open
      const account = accounts.find((one) => holderOf(one, api) === holder)
      const told = facts.get(keyOf(open[0])) ?? null
      return account ? shownOf(open, account, told, now).map((book) => rowOf(book, account, told, now)) : []
    })
    return rows.sort((a, b) => fullness(b) - fullness(a) || a.accountName.localeCompare(b.accountName, 'zh'))
  }

  /** WeCom has no such call; the others' count of it is a book of the month. */
  async function clearableQuotas(): Promise<Quotas['clearable']> {
    const month = (await quotas.open(clock.now())).filter(({ api, per }) => api === CLEAR && per === 'month')
    const accounts = (await listAccounts()).filter(({ kind, status }) => kind !== 'wecom' && status === 'active')
    return accounts.map((account) => {
      const book = month.find(({ holder }) => holder === holderOf(account, CLEAR))
      const limit = limitIn('month', null, limitsOf(account, CLEAR).limits)?.calls ?? 0
      return { account: account.id, name: account.name, left: Math.max(0, limit - (book?.taken ?? 0)) }
    })
  }

  function rowOf(book: QuotaBook, account: Account, known: QuotaApi | null, now: Date): QuotaRow {
    const { api, per, held, taken, elsewhere, checkedAt } = book
    const { label, limits } = limitsOf(account, api)
    const limit = limitIn(per, known, limits)
    const lost = heldIn({ held: Object.fromEntries(Object.entries(held).filter(([, one]) => isLost(one))) })
    const closed = known?.closed && known.closed.until > now ? known.closed : null
    return {
      ...{ account: account.id, accountName: account.name, api, label, per, elsewhere, lost, checkedAt },
      used: Math.max(0, taken - (heldIn(book) - lost)),
      limit: limit?.calls ?? null,
      limitFrom: limit?.from ?? null,
      resetsAt: book.end,
      closedUntil: closed?.until ?? null,
      refused: known?.refused ?? null,
    }
  }

  function isLost({ at }: { at: Date }): boolean {
    return machine.now().getTime() - at.getTime() >= LOST_MS
  }
}

/**
 * One line per limit: an API that is limited by the hour says nothing by its day. Its longest window is there though
 * nobody called in it yet; shorter ones only while they count something. Where nobody names a limit, the day is shown.
 */
function shownOf(open: readonly [QuotaBook, ...QuotaBook[]], account: Account, known: QuotaApi | null, now: Date) {
  const [{ api, holder }] = open
  const { limits } = limitsOf(account, api)
  const limited = quotaPeriods.filter((per) => limitIn(per, known, limits) !== null)
  if (limited.length === 0) return open
  return limited.flatMap((per) => {
    const book = open.find((one) => one.per === per)
    return book ? [book] : per === limited.at(-1) ? [emptyBook({ holder, api }, per, now)] : []
  })
}

const emptyBook = ({ holder, api }: { holder: string; api: string }, per: QuotaPeriod, now: Date): QuotaBook => ({
  ...{ holder, api, per, ...quotaWindow(per, now), taken: 0, elsewhere: 0, held: {}, checkedAt: null },
})

const keyOf = ({ holder, api }: { holder: string; api: string }) => `${holder}|${api}`
const fullness = ({ used, limit }: QuotaRow) => (limit === null ? -1 : limit === 0 ? 1 : used / limit)

/** An API that rests is shown though nobody called it since its window began. */
function refusedWithoutBook(books: readonly QuotaBook[], known: readonly QuotaApi[], now: Date): QuotaBook[] {
  const shown = new Set(books.map(keyOf))
  const resting = known.filter((one) => !shown.has(keyOf(one)) && one.closed && one.closed.until > now)
  return resting.map((one) => emptyBook(one, 'day', now))
}
