import { createHash } from 'node:crypto'
import type { Change } from '../../shared/account-news.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { AccountHalted, NotConnected, PlatformRefused } from '../platforms/errors.ts'
import { type KfRow, kfSyncMsg } from '../platforms/wecom/api/kf-sync-msg.ts'
import type { NewInboxRow } from '../store/inbox.ts'
import type { KfCursorsStore, KfDesk } from '../store/kf-cursors.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'byId'>
  cursors: KfCursorsStore
  /** Durable when it resolves; a row that is there already changes nothing. */
  accept(rows: readonly NewInboxRow[]): Promise<unknown>
  clock: Clock
  machine: Clock
  log: Log
}

/** News that nobody has fetched for this long were dropped on the way. */
const ABANDONED_MS = 5 * 60_000
const PER_SWEEP = 50

/**
 * 微信客服 tells only that there are news (facts C7): they are fetched page by page and laid into the inbox as rows of
 * their own, then the cursor moves. Cut off in between the same page comes again, and its rows are known by message id.
 */
export function createKfMessages({ platforms, cursors, accept, clock, machine, log }: Needs) {
  return {
    async fetchNews(account: string, changes: readonly Change[], stopping: AbortSignal): Promise<void> {
      const tokens = new Map(
        changes.flatMap((change) => (change.part === 'kf' ? change.ids.map((id) => [id, change.token] as const) : [])),
      )
      // All are wanted before the first is fetched: what breaks off is left to the sweep.
      for (const desk of tokens.keys()) await cursors.want({ account, desk }, machine.now())
      try {
        for (const [desk, token] of tokens) await fetchDesk({ account, desk }, { token, stopping })
      } catch (error) {
        // They stay wanted: the sweep fetches them when the account goes on.
        if (!(error instanceof AccountHalted)) throw error
      }
    },

    /** What was wanted and not fetched to the end; without a token, because those live ten minutes. */
    async sweep(stopping: AbortSignal): Promise<void> {
      for (const desk of await cursors.waiting(new Date(machine.now().getTime() - ABANDONED_MS), PER_SWEEP)) {
        if (stopping.aborted) return
        try {
          await fetchDesk(desk, { token: null, stopping })
        } catch (error) {
          if (error instanceof AccountHalted) continue
          if (error instanceof NotConnected) await cursors.settle(desk, machine.now())
          log.error({ err: error, account: desk.account }, 'the news of a 微信客服 account could not be fetched')
        }
      }
    },
  }

  async function fetchDesk(
    of: KfDesk,
    { token, stopping }: { token: string | null; stopping: AbortSignal },
  ): Promise<void> {
    const app = await platforms.byId(of.account)
    const since = machine.now()
    let cursor = await cursors.want(of, since)
    for (;;) {
      stopping.throwIfAborted()
      const page = await readPage(app, { desk: of.desk, cursor, token })
      if (page.msg_list.length > 0) await accept(page.msg_list.map((row) => rowOf(app, of, row)))
      const next = page.next_cursor === '' ? cursor : page.next_cursor
      // Another is fetching the same: what is left is theirs, and wanted until they are through.
      if (next !== cursor && !(await cursors.advance(of, cursor, next))) return
      if (page.has_more !== 1 || next === cursor) break
      cursor = next
    }
    await cursors.settle(of, since)
  }

  function rowOf({ account }: ConnectedApp, { desk }: KfDesk, row: KfRow): NewInboxRow {
    const body = JSON.stringify(row)
    return {
      account: account.id,
      platform: 'wecom',
      type: row.msgtype === 'event' ? `kf.event.${row.event?.event_type ?? 'none'}` : `kf.${row.msgtype}`,
      dedupeKey: `kf:${desk}:${row.msgid ?? createHash('sha256').update(body).digest('hex').slice(0, 40)}`,
      person: `${account.appId}:${row.external_userid ?? row.event?.external_userid ?? ''}`,
      body,
      receivedAt: clock.now(),
      ...(row.event?.welcome_code && { urgent: true }),
    }
  }
}
export type KfMessages = ReturnType<typeof createKfMessages>

/** A token that has grown old is refused; without one the platform answers too, only less often. */
async function readPage({ platform }: ConnectedApp, of: { desk: string; cursor: string; token: string | null }) {
  const asked = { open_kfid: of.desk, cursor: of.cursor }
  if (of.token === null) return platform.call(kfSyncMsg, asked)
  try {
    return await platform.call(kfSyncMsg, { ...asked, token: of.token })
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'fix-setup') throw error
    return platform.call(kfSyncMsg, asked)
  }
}
