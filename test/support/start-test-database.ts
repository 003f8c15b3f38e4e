/**
 * The database of one test run, in a folder of its own that goes away with it. The same order of servers as the
 * product's, but it need not survive anything: no waiting for the disk, no password, and the engine ends as soon as
 * the run does, however that ends.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveDatabase, testWays } from '../../server/database/resolve.ts'
import { createLog } from '../../server/kit/log.ts'

export type TestDatabase = { uri: string; kind: string; dataDir: string; stop(): Promise<void> }

export async function startTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-test-'))
  await chmod(dataDir, 0o711) // when root runs the tests, nobody runs the engine and must get in
  const onProgress = (text: string) => console.error(text)
  const request = { dataDir, mongodbUri: undefined, mode: 'auto', log: createLog('warn'), onProgress } as const
  const database = await resolveDatabase(request, testWays)
  return {
    uri: database.uri,
    kind: database.kind,
    dataDir,
    async stop() {
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
