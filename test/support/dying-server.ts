import type { BrokenWire } from './broken-wire.ts'
import type { Line } from './line.ts'
import { runOutLeases } from './quiet-company.ts'
import { startServerProcess } from './server-process.ts'

/** A server as a process of its own that is killed at a word to its database, which never arrives, and is started again. */
export async function startDyingServer(line: Pick<Line, 'environment' | 'database'>, wire: BrokenWire) {
  let server = await startServerProcess(line.environment)
  return {
    /** Dies at the nth word of this kind; what it held stays held. */
    async diesAt(count: number, isIt: (text: string) => boolean, work: () => Promise<unknown>): Promise<void> {
      let times = 0
      const frozen = wire.frozenAt((sent) => {
        if (isIt(sent.toString('latin1'))) times += 1
        return times === count
      })
      // Whoever asked may never hear of it.
      const asked = work().catch(() => null)
      await frozen
      await server.kill()
      await asked
      await wire.cut()
      await wire.mend()
    },
    async startsAgain(): Promise<void> {
      await runOutLeases(line.database)
      server = await startServerProcess(line.environment)
    },
    kill: () => server.kill(),
  }
}
export type DyingServer = Awaited<ReturnType<typeof startDyingServer>>

/** Whether it is the beginning of an insert into this collection, whose first document holds the text. */
export const insertsInto = (collection: string, holding: string) => (text: string) =>
  new RegExp(`insert\\0[^]{4}${collection}\\0`).test(text) && text.includes(holding)
