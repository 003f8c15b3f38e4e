import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { BOT_EVENTS_AT_ONCE, BotEvent } from '../../shared/api/wechaty.ts'

/**
 * What happened and is not yet the product's: one file per event, whole and on the disk before the handler of the event
 * returns, gone once the product has answered for it. Read in the order written; a file nobody can read is put aside.
 */
const Kept = z.object({ bot: z.string(), event: BotEvent })
export type Kept = z.infer<typeof Kept>
export type Batch = { files: string[]; bot: string; events: BotEvent[] }

export function createSpool(folder: string) {
  const aside = join(folder, 'refused')
  mkdirSync(aside, { recursive: true })
  let written = 0
  let notify: () => void = () => undefined

  const names = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()

  /** Kept beside instead of lost: the product can't read it, or nobody can. */
  const putAside = (name: string) => renameSync(join(folder, name), join(aside, name))

  function read(name: string): Kept | null {
    try {
      return Kept.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error
      putAside(name)
      return null
    }
  }

  return {
    /** Synchronous on purpose: between a puppet's event and the disk nothing else may get its turn. */
    keep(kept: Kept): void {
      written += 1
      const name = `${String(Date.now()).padStart(15, '0')}-${String(written).padStart(8, '0')}.json`
      const beside = join(folder, `${name}.new`)
      const file = openSync(beside, 'w', 0o600)
      try {
        writeSync(file, JSON.stringify(kept))
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(beside, join(folder, name))
      notify()
    },

    /** The oldest, of one account at a time. */
    next(most = BOT_EVENTS_AT_ONCE): Batch | null {
      const batch: Batch = { files: [], bot: '', events: [] }
      for (const name of names()) {
        const kept = read(name)
        if (kept === null) continue
        if (batch.files.length === 0) batch.bot = kept.bot
        if (kept.bot !== batch.bot || batch.files.length === most) break
        batch.files.push(name)
        batch.events.push(kept.event)
      }
      return batch.files.length === 0 ? null : batch
    },

    forget(batch: Batch): void {
      for (const name of batch.files) rmSync(join(folder, name))
    },
    putAside(batch: Batch): void {
      for (const name of batch.files) putAside(name)
    },
    size: () => names().length,
    onKept(listener: () => void) {
      notify = listener
    },
  }
}
export type Spool = ReturnType<typeof createSpool>
