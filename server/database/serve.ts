/**
 * The embedded database alone, for development, without a password:
 * `node --import tsx server/database/serve.ts --port 27017 --dir data/db`. Ends on SIGINT or SIGTERM.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createLog } from '../kit/log.ts'
import { startDocumentDb } from './documentdb.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '27017' }, dir: { type: 'string', default: 'data/db' } },
})
const database = await startDocumentDb({
  folder: resolve(values.dir),
  log: createLog('info'),
  port: Number(values.port),
  password: false,
  onProgress: (text) => console.error(text),
})
console.log(database.uri)
const stopped = new Promise<void>((done) => {
  setInterval(() => undefined, 60_000) // being joined to the keeper does not keep a program alive
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
})
await stopped
await database.stop()
process.exit(0)
