import { type Friendship, type Message, type Room, ScanStatus, type Wechaty, WechatyBuilder } from 'wechaty'
import { types } from 'wechaty-puppet'
import type { BotEvent, BotState } from '../../shared/api/wechaty.ts'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import { createBackOff } from './back-off.ts'
import type { Player } from './puppets/puppet.ts'
import { readFriendship, readMessage, readRoomChange } from './read-events.ts'

/**
 * The account's life: starting → waiting-scan → online → logged-out …, or failing, from where it is started anew after a
 * pause that grows to five minutes. Every start is a new puppet: what an earlier one still says is not listened to.
 */
const STARTS_WITHIN_MS = 60_000
const STOPS_WITHIN_MS = 10_000
/** A puppet that gave no sign of life for so long, and answers no ding, is gone. */
const SILENT_MS = 120_000
const LOOKS_EVERY_MS = 30_000
/** A person takes a moment before accepting somebody. */
const ACCEPTS_AFTER_MS = 3000

type Phase = BotState['phase']
type Life = Omit<BotState, 'puppet' | 'undelivered'>

export function createSession(needs: {
  puppetName: string
  player(): Player
  keep(kept: { bot: string; event: BotEvent }): void
  acceptAfterMs?: number
  log: Log
}) {
  const { log, keep } = needs
  const backOff = createBackOff({ firstMs: 2000, longestMs: 300_000 })
  const state: Life = { phase: 'starting', since: new Date(), account: null, login: null, problem: null, retryAt: null }
  let life: { bot: Wechaty; player: Player } | null = null
  let heardAt = Date.now()
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | null = null

  function enter(phase: Phase, more: Partial<Life> = {}) {
    if (state.phase !== phase) state.since = new Date()
    Object.assign(state, { phase, login: null, retryAt: null, ...more })
    log.info({ phase, ...(state.problem !== null && { problem: state.problem }) }, 'The account changed its state')
  }

  /** Only what the newest puppet raises counts; a handler that fails is a problem shown, never the end of the process. */
  function listen(bot: Wechaty) {
    const handle =
      <A extends unknown[]>(work: (...given: A) => void | Promise<void>) =>
      (...given: A) => {
        if (life?.bot !== bot) return
        heardAt = Date.now()
        Promise.resolve()
          .then(() => work(...given))
          .catch((error: unknown) => log.error({ err: error }, 'An event of the account could not be worked on'))
      }
    const happened = (event: BotEvent | null) => {
      if (event === null) return
      keep({ bot: bot.currentUser.id, event })
    }

    bot.on(
      'scan',
      handle((code: string, status: ScanStatus) => {
        const waits = status === ScanStatus.Waiting || status === ScanStatus.Timeout
        enter('waiting-scan', { login: waits ? code : state.login, account: null, problem: null })
      }),
    )
    bot.on(
      'login',
      handle((user: { id: string; name(): string }) => {
        backOff.succeeded()
        enter('online', { account: { id: user.id, name: user.name() }, problem: null })
      }),
    )
    bot.on(
      'logout',
      handle((_user: unknown, reason?: string) => {
        enter('logged-out', { account: null, problem: reason ?? null })
      }),
    )
    bot.on(
      'heartbeat',
      handle(() => undefined),
    )
    bot.on(
      'dong',
      handle(() => undefined),
    )
    bot.on(
      'error',
      handle((error: Error) => {
        log.warn({ err: error }, 'The puppet reported a problem')
        if (isConnectionLost(error)) fail(bot, error.message)
      }),
    )
    // Not through `handle`: its turn would come after others'. The disk comes first.
    bot.on('message', (message: Message) => {
      if (life?.bot !== bot) return
      heardAt = Date.now()
      happened(readMessage(message))
    })
    bot.on(
      'friendship',
      handle(async (friendship: Friendship) => {
        if (friendship.type() === types.Friendship.Confirm) happened(readFriendship(friendship, new Date()))
        if (friendship.type() !== types.Friendship.Receive) return
        await new Promise((resolve) => setTimeout(resolve, needs.acceptAfterMs ?? ACCEPTS_AFTER_MS))
        await friendship.accept()
      }),
    )
    const changed =
      (kind: 'room-joined' | 'room-left') =>
      (room: Room, people: Parameters<Room['add']>[0][], by: { id: string } | undefined, date?: Date) => {
        for (const who of people) {
          if (who.self()) continue
          const removed = by !== undefined && by.id !== who.id
          happened(readRoomChange(kind, { room, who, at: date ?? new Date(), removed }))
        }
      }
    bot.on('room-join', handle(changed('room-joined')))
    bot.on('room-leave', handle(changed('room-left')))
  }

  async function begin() {
    enter('starting')
    heardAt = Date.now()
    const player = needs.player()
    // Always given: Wechaty's own default would log in with a protocol nobody chose.
    const bot = WechatyBuilder.build({ puppet: player.puppet as never })
    life = { bot, player }
    try {
      listen(bot)
      await inTime(bot.start(), STARTS_WITHIN_MS)
      if (life?.bot === bot) await player.begin()
    } catch (error) {
      fail(bot, error instanceof Error ? error.message : String(error))
    }
  }

  /** Once per life, whatever it died of. */
  function fail(bot: Wechaty, problem: string) {
    if (stopped || life?.bot !== bot) return
    const ended = life
    life = null
    const pause = backOff.next()
    const words = problem.split('\n')[0]?.slice(0, 300) ?? ''
    enter('failing', { problem: words, account: null, retryAt: new Date(Date.now() + pause) })
    void end(ended)
    timer = setTimeout(() => void begin(), pause)
  }

  async function end({ bot, player }: { bot: Wechaty; player: Player }) {
    try {
      await inTime(Promise.all([player.end(), bot.stop()]), STOPS_WITHIN_MS)
    } catch (error) {
      log.warn({ err: error }, 'A puppet did not stop in time and is left behind')
    }
  }

  const watch = setInterval(() => {
    if (life === null) return
    if (Date.now() - heardAt > SILENT_MS) fail(life.bot, '平台没有任何响应，重新连接')
    else if (Date.now() - heardAt > LOOKS_EVERY_MS) life.bot.ding('alive')
  }, LOOKS_EVERY_MS)

  return {
    begin,
    state: () => ({ ...state, puppet: needs.puppetName }),
    /** The living bot while it is logged in. */
    online(): { bot: Wechaty; account: string } | null {
      return life !== null && state.phase === 'online' && state.account !== null
        ? { bot: life.bot, account: state.account.id }
        : null
    },
    async stop() {
      stopped = true
      clearInterval(watch)
      if (timer) clearTimeout(timer)
      const ended = life
      life = null
      if (ended) await end(ended)
    },
  }
}
export type Session = ReturnType<typeof createSession>

/** gRPC's own statuses: the stream to a puppet service does not come back by itself. */
export const isConnectionLost = (error: Error): boolean =>
  /^\d+ (CANCELLED|UNKNOWN|DEADLINE_EXCEEDED|UNAVAILABLE|UNAUTHENTICATED|PERMISSION_DENIED|INTERNAL)\b/.test(
    error.message,
  )
