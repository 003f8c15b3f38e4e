import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BotState } from '../../shared/api/wechaty.ts'
import { inTime } from '../kit/in-time.ts'
import { createLog } from '../kit/log.ts'
import { createCourier } from './courier.ts'
import { createDoor } from './door.ts'
import { mockPlayer } from './puppets/mock.ts'
import { servicePlayer } from './puppets/service.ts'
import { createRhythm } from './rhythm.ts'
import { createSession } from './session.ts'
import { Settings } from './settings.ts'
import { Asked, speak } from './speak.ts'
import { createSpool } from './spool.ts'

/**
 * A personal WeChat account as a process of its own beside the product: what it sees goes through the spool to the
 * product, what the product wants said comes in through the door. Ends with its standard input when that is a leash.
 */
const settings = Settings.parse(process.env)
const { WECHATY_PUPPET, DATA_DIR, PRODUCT_URL, BOT_TOKEN, SANDBOX_URL } = settings
const log = createLog(settings.LOG_LEVEL)
const folder = join(DATA_DIR, 'wechaty')
mkdirSync(folder, { recursive: true })

const spool = createSpool(join(folder, 'spool'))
const courier = createCourier({ spool, productUrl: PRODUCT_URL, token: BOT_TOKEN, log })
const isMock = WECHATY_PUPPET === 'mock'
/** In the sandbox nobody watches how fast it types. */
const gapMs = isMock ? ([50, 150] as const) : ([2000, 5000] as const)
const rhythm = createRhythm({
  pace: { gapMs, dailyCap: settings.WECHATY_DAILY_CAP },
  file: join(folder, 'sent.json'),
})

let keptOne: () => void = () => undefined
/** Does it, and waits until the session has kept what came of it. */
const kept = (work: () => void) =>
  new Promise<void>((resolve) => {
    keptOne = resolve
    work()
  })
const session = createSession({
  puppetName: WECHATY_PUPPET,
  player: () => (isMock ? mockPlayer({ url: SANDBOX_URL ?? '', kept, log }) : servicePlayer(settings)),
  keep(one) {
    spool.keep(one)
    keptOne()
  },
  ...(isMock && { acceptAfterMs: 200 }),
  log,
})
const door = createDoor({
  token: BOT_TOKEN,
  readState: () => BotState.parse({ ...session.state(), undelivered: spool.size() }),
  async say(body) {
    const asked = Asked.safeParse(body)
    return asked.success ? await speak(asked.data, { session, rhythm, log }) : null
  },
  log,
})

let stopping = false
async function stop() {
  if (stopping) process.exit(130)
  stopping = true
  door.close()
  try {
    await inTime(Promise.all([session.stop(), courier.stop()]), 15_000)
    process.exit(0)
  } catch (error) {
    log.warn({ err: error }, 'The account did not stop in time; what it saw is kept')
    process.exit(1)
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
process.stdin.on('end', () => void stop()).resume()

door.listen(settings.WECHATY_PORT, settings.WECHATY_HOST)
await once(door, 'listening')
courier.nudge()
void session.begin()
console.log(JSON.stringify({ ready: true }))
