import { type QuotaPeriod, quotaWindow } from '../../shared/quota-window.ts'
import type { Clock } from '../kit/clock.ts'
import { type BookName, heldIn, type QuotaBook, type QuotasStore } from '../store/quotas.ts'

/**
 * One worker's hand in one book. It takes a block of calls at a time, draws from it without asking anybody, and gives
 * back what is left when it is not needed. A block grows while it is used up quickly and is never more than a small part
 * of what is left, so that eight hands share the end of a book call by call and none takes a call too many.
 */
const FIRST_BLOCK = 8
const LARGEST_BLOCK = 200
const SHARE_OF_REST = 32
/** A block is held so long at most, and its holder is dead when it was held for thrice as long. */
const HOLD_MS = 60_000
export const LOST_MS = 3 * HOLD_MS
/** How long an empty book is believed to be empty, and how long to wait for what others hold. */
const EMPTY_MS = 10_000
const WAIT_FOR_OTHERS_MS = 15_000

export type Drawn = { kind: 'go'; undo(): void } | { kind: 'spent'; until: Date }
type HandNeeds = {
  quotas: Pick<QuotasStore, 'take' | 'giveBack' | 'get'>
  clock: Clock
  machine: Clock
  /** Worker and purpose: the name under which the book knows the hand. */
  name: string
  book: { holder: string; api: string; per: QuotaPeriod }
}

export function createHand({ quotas, clock, machine, name, book }: HandNeeds) {
  let open: BookName = { ...book, ...quotaWindow(book.per, clock.now()) }
  let left = 0
  let holds = false
  let takenAt = 0
  let size = FIRST_BLOCK
  let empty: { until: Date; askAgain: number } | null = null
  let taking: Promise<void> | null = null
  let giving: Promise<void> | null = null

  return {
    draw,
    giveBack,
    /** It was empty, and may not be any more. */
    lookAgain() {
      empty = null
    },
    isIdle: () => !holds && taking === null && giving === null,
    isOld: () => machineMs() - takenAt >= HOLD_MS,
  }

  async function draw(units: number, ceiling: number | null): Promise<Drawn> {
    for (;;) {
      // The book must not hear of a new block before it has forgotten the old one.
      if (giving !== null) await Promise.allSettled([giving])
      turnOver()
      if (left >= units) {
        left -= units
        const from = open
        return {
          kind: 'go',
          undo() {
            if (open === from && holds) left += units
          },
        }
      }
      if (empty !== null && machineMs() < empty.askAgain) return { kind: 'spent', until: empty.until }
      empty = null
      taking ??= take(units, ceiling).finally(() => {
        taking = null
      })
      await taking
    }
  }

  /** A new window is a new book; what is left of the old one is worth nothing. */
  function turnOver(): void {
    if (clock.now() < open.end && clock.now() >= open.start) return
    open = { ...book, ...quotaWindow(book.per, clock.now()) }
    left = 0
    holds = false
    empty = null
  }

  async function take(units: number, ceiling: number | null): Promise<void> {
    const from = open
    let most = ceiling === null ? size : Math.min(size, Math.floor(ceiling / SHARE_OF_REST))
    for (;;) {
      const calls = Math.max(units, most)
      const machineNow = machine.now()
      const taken = await quotas.take({ book: from, calls, ceiling, left, hand: name, machineNow })
      if (taken !== null) return received(from, { calls, machineNow, rest: ceiling === null ? null : ceiling - taken })
      const known = await quotas.get(from)
      const rest = (ceiling ?? 0) - (known?.taken ?? 0)
      if (rest < units) return found(from, known)
      most = Math.min(size, Math.floor(rest / SHARE_OF_REST))
    }
  }

  function received(from: BookName, block: { calls: number; machineNow: Date; rest: number | null }): void {
    // Answered after the window's end: the block belongs to a book that is closed.
    if (from !== open) return
    left += block.calls
    holds = true
    takenAt = block.machineNow.getTime()
    const most = block.rest === null ? LARGEST_BLOCK : Math.floor(block.rest / SHARE_OF_REST)
    size = Math.max(1, Math.min(size * 2, LARGEST_BLOCK, Math.max(most, FIRST_BLOCK)))
  }

  /** Nothing left: until the book begins anew, unless a living worker holds some that it may give back. */
  function found(from: BookName, known: QuotaBook | null): void {
    if (from !== open) return
    const others = known === null ? 0 : heldIn({ held: livingHands(known.held) })
    const soon = new Date(Math.min(clock.now().getTime() + WAIT_FOR_OTHERS_MS, from.end.getTime()))
    empty = { until: others > 0 ? soon : from.end, askAgain: machineMs() + EMPTY_MS }
  }

  function livingHands(held: QuotaBook['held']): QuotaBook['held'] {
    const living = ([hand, { at }]: [string, { at: Date }]) => hand !== name && machineMs() - at.getTime() < LOST_MS
    return Object.fromEntries(Object.entries(held).filter(living))
  }

  async function giveBack(): Promise<void> {
    if (taking !== null) await Promise.allSettled([taking])
    turnOver()
    if (!holds || giving !== null) return
    const back = { hand: name, left }
    left = 0
    holds = false
    size = Math.max(FIRST_BLOCK, Math.floor(size / 2))
    giving = quotas.giveBack(open, back).finally(() => {
      giving = null
    })
    await giving
  }

  function machineMs(): number {
    return machine.now().getTime()
  }
}
export type Hand = ReturnType<typeof createHand>
