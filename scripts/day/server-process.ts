/** The product's server exactly as `server/main.ts` runs it, on a free port, held on a leash by whoever started it. */
import { parseConfig } from '../../server/config.ts'
import { createLog } from '../../server/kit/log.ts'
import { startServer } from '../../server/main.ts'
import { untilLetGo } from './leash.ts'

const config = parseConfig()
const server = await startServer({ config, log: createLog(config.LOG_LEVEL) })
process.stdout.write(`${JSON.stringify({ ready: true, uri: server.url, kind: config.ROLE })}\n`)
await untilLetGo()
await server.stop()
process.exit(0)
