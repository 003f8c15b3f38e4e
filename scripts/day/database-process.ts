/** `database-process.ts DATA_DIR`: the embedded database as a process of its own, so that no measured process shares its event loop. */
import { resolveDatabase } from '../../server/database/resolve.ts'
import { createLog } from '../../server/kit/log.ts'
import { untilLetGo } from './leash.ts'

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: database-process.ts DATA_DIR')
const database = await resolveDatabase({
  dataDir,
  mongodbUri: undefined,
  mode: 'auto',
  log: createLog('warn'),
  onProgress: (text) => process.stderr.write(`database: ${text}\n`),
})
process.stdout.write(`${JSON.stringify({ ready: true, uri: database.uri, kind: database.kind })}\n`)
const alive = setInterval(() => undefined, 60_000)
await untilLetGo()
clearInterval(alive)
await database.stop()
process.exit(0)
