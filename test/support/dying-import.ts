import { type BrokenWire, createBrokenWire } from './broken-wire.ts'
import { startDyingServer } from './dying-server.ts'
import { startLine } from './line.ts'
import { importReaches, uploadByLook } from './quiet-company.ts'
import { until } from './until.ts'

/** A company whose server dies while it imports a file, between the checkpoints of the worker. */
export async function startDyingImport() {
  const wires: BrokenWire[] = []
  const line = await startLine({
    seed: false,
    serve: false,
    at: '2026-01-01T00:00:00Z',
    async databaseAt(uri) {
      const wire = await createBrokenWire(uri)
      wires.push(wire)
      return wire.uri
    },
  })
  const [wire] = wires
  if (!wire) throw new Error('nobody asked for the database')
  const server = await startDyingServer(line, wire)
  const imports = line.database.collection('imports')
  let id = ''

  return {
    ...server,
    line,
    workedOff: () =>
      until(
        'all that came in is worked off',
        async () => (await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0,
        180,
      ),
    async isReady(csv: string, query: string): Promise<void> {
      id = await uploadByLook(line, csv, query)
    },
    begins: () => line.api('POST', `/imports/${id}/start`, {}),
    /** Nobody waits for the dead to let go of it. */
    isFree: () => imports.updateMany({ lease: { $ne: null } }, { $set: { 'lease.until': new Date(0) } }),
    stored: () => imports.findOne({ _id: id as never }),
    isDone: () => importReaches(line, id, 'done'),
    async refusedLines(): Promise<string[]> {
      const answer = await fetch(`${line.url}/api/v1/imports/${id}/refused.csv`, {
        headers: { authorization: `Bearer ${line.apiToken}` },
      })
      return (await answer.text()).trim().split('\r\n').slice(1)
    },
    async stop(): Promise<void> {
      await wire.mend()
      await server.kill()
      await line.stop()
      await wire.close()
    },
  }
}
export type DyingImport = Awaited<ReturnType<typeof startDyingImport>>

/** Said when a batch that was written is noted: until then it is repeated. */
export const notesBatch = (text: string) => text.includes('findAndModify') && text.includes('linesDone')
