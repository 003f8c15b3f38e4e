/**
 * The baseline: a bare Koa server that verifies with the product's own code and does one `insertOne` per callback.
 * The account comes as JSON on the command line; it is a sandbox account, whose secrets are worth nothing elsewhere.
 */
import { createServer } from 'node:http'
import Koa from 'koa'
import mongoose from 'mongoose'
import { type CallbackQuery, verify } from '../../../server/intake/envelope.ts'
import { readBody } from '../../../server/intake/read-body.ts'
import { rowOf } from '../../../server/intake/route.ts'
import { createOaCrypto } from '../../../server/platforms/wechat-oa/crypto.ts'
import { inboxId } from '../../../server/store/inbox.ts'
import { AccountId } from '../../../shared/ids.ts'
import { untilLetGo } from '../../day/leash.ts'

const [uri = '', appId = '', originalId = '', token = '', encodingAesKey = ''] = process.argv.slice(2)
const connection = await mongoose
  .createConnection(uri, { autoIndex: false, autoCreate: false, maxPoolSize: 40 })
  .asPromise()
const inbox = connection.collection<{ _id: string }>('inbox_bare')
const account = {
  id: AccountId.parse('ac_bench'),
  kind: 'oa',
  appId,
  originalId,
  mode: 'safe',
  crypto: createOaCrypto({ token, encodingAesKey, appId }),
  previous: null,
  outdated: false,
} as const

const app = new Koa()
app.use(async (ctx) => {
  const body = await readBody(ctx.req, 1024 * 1024)
  const query: CallbackQuery = Object.fromEntries(
    Object.entries(ctx.query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
  const now = new Date()
  const verdict = body ? verify({ account, query, body, now, windowMs: 300_000 }) : null
  if (!verdict?.ok) {
    ctx.status = 403
    return
  }
  const row = rowOf(verdict.envelope, now)
  await inbox.insertOne({ _id: inboxId(row.account, row.dedupeKey), ...row })
  ctx.body = 'success'
})
const handle = app.callback()
const server = createServer((request, response) => void handle(request, response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  process.stdout.write(`${JSON.stringify({ ready: true, uri: `http://127.0.0.1:${port}`, kind: 'bare' })}\n`)
})
await untilLetGo()
server.closeAllConnections()
server.close()
await connection.close()
process.exit(0)
