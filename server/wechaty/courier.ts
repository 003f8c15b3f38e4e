import type { Log } from '../kit/log.ts'
import { createBackOff } from './back-off.ts'
import type { Batch, Spool } from './spool.ts'

const ANSWERS_WITHIN_MS = 10_000

/**
 * Carries what is in the spool to the product until the product has answered for it. What was handed over and not heard
 * of is handed over again: the product tells repeats by their ids. What it can't read is put aside, alone.
 */
export function createCourier(needs: { spool: Spool; productUrl: string; token: string; log: Log }) {
  const { spool, log } = needs
  const backOff = createBackOff({ firstMs: 500, longestMs: 60_000 })
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | null = null
  let running: Promise<void> | null = null
  let again = false

  function nudge() {
    if (stopped) return
    again = true
    running ??= round().finally(() => {
      running = null
      if (again && timer === null) nudge()
    })
  }

  async function round() {
    if (timer) clearTimeout(timer)
    timer = null
    while (again && !stopped) {
      again = false
      for (let batch = spool.next(); batch !== null && !stopped; batch = spool.next()) {
        if (await carried(batch)) continue
        timer = setTimeout(() => {
          timer = null
          nudge()
        }, backOff.next())
        return
      }
    }
  }

  /** False: not now. */
  async function carried(batch: Batch): Promise<boolean> {
    const status = await post(batch)
    if (status === 200) {
      spool.forget(batch)
      backOff.succeeded()
      return true
    }
    if (status !== 400) {
      log.warn({ status, waiting: batch.files.length }, 'What happened could not be handed to the product; it is kept')
      return false
    }
    const [file] = batch.files
    const [event] = batch.events
    if (batch.files.length > 1 && file !== undefined && event !== undefined) {
      return carried({ files: [file], bot: batch.bot, events: [event] })
    }
    log.error({ files: batch.files }, 'The product cannot read what happened; it is put aside')
    spool.putAside(batch)
    return true
  }

  /** 0: no answer. */
  async function post({ bot, events }: Batch): Promise<number> {
    try {
      const answer = await fetch(`${needs.productUrl}/api/v1/wechaty/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${needs.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ bot, events }),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      })
      await answer.arrayBuffer()
      return answer.status
    } catch (error) {
      log.debug({ err: error }, 'The product did not answer')
      return 0
    }
  }

  spool.onKept(nudge)
  return {
    nudge,
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}
