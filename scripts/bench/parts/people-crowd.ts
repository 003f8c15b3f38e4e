import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { allIndexes, composeStores } from '../../../server/compose/stores.ts'
import { createCipher } from '../../../server/store/cipher.ts'
import { ensureIndexes } from '../../../server/store/ensure-indexes.ts'
import { dayOf } from '../../../shared/local-time.ts'
import { startChild } from '../../day/children.ts'
import { freePort, serverEnvironment } from '../../day/stage.ts'
import { fillCrowd } from '../../seed/fill.ts'
import { countMessages } from './count-messages.ts'
import { measureEntering } from './people-enter.ts'
import { measureProfile } from './people-profile.ts'
import { measureSegment } from './people-segment.ts'

type Needs = {
  uri: string
  people: number
  dataDir: string
  say: (text: string) => void
  undo: (() => Promise<unknown>)[]
}

/** What is asked of a crowd: how many fit, one person's page, and who enters a segment as things happen. */
export async function measureCrowd({ uri, people, dataDir, say, undo }: Needs) {
  const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
  undo.push(() => connection.close())
  const key = randomBytes(32).toString('hex')
  const now = new Date()
  let told = 0
  await fillCrowd(connection, {
    people,
    seed: 'bench',
    cipher: createCipher(key),
    now,
    today: dayOf(now, 'Asia/Shanghai'),
    onProgress(done) {
      if (done - told < 50_000) return
      told = done
      say(`${done} of ${people} people`)
    },
  })
  await ensureIndexes(connection, allIndexes)
  say('the crowd is there')
  const stores = composeStores(connection, { SECRET_KEY: key, TIME_ZONE: 'Asia/Shanghai' })
  const segment = await measureSegment(connection, stores, say)
  const profile = await withServer('web', async ({ ask, asked }) => measureProfile({ people, ask, asked, say }))
  const entering = await withServer('all', async ({ ask }) => measureEntering({ connection, people, ask, say }))
  return {
    figures: { ...segment.figures, ...profile.figures, ...entering.figures },
    ratios: segment.ratios,
  }

  async function withServer<T>(role: 'web' | 'all', use: (server: Server) => Promise<T>): Promise<T> {
    const door = await countMessages(uri)
    const port = await freePort()
    const productUrl = `http://127.0.0.1:${port}`
    const apiToken = randomBytes(24).toString('hex')
    // No account is connected: nobody is at the address of the platforms.
    const nobody = 'http://127.0.0.1:9'
    const needs = { port, productUrl, apiToken, dataDir, role, simulatorUrl: nobody }
    const server = await startChild({
      program: './server-process.ts',
      env: {
        ...serverEnvironment({ ...needs, uri: role === 'web' ? door.uri : uri }),
        ...{ SECRET_KEY: key, SANDBOX: 'off', SANDBOX_URL: '' },
      },
    })
    undo.push(server.stop, door.close)
    const ask = async (path: string, body?: unknown): Promise<unknown> => {
      const answer = await fetch(`${productUrl}/api/v1${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`)
      return text === '' ? null : JSON.parse(text)
    }
    const result = await use({ ask, asked: door.asked })
    await server.stop()
    return result
  }
}
type Server = { ask(path: string, body?: unknown): Promise<unknown>; asked(): number }
