/**
 * `npm run seed -- --people N [--seed S]`: fills the product's database (MONGODB_URI, or the embedded one of DATA_DIR) with a
 * crowd of that size, made anew from the seed: profiles with about forty attributes and tags, twenty days with something
 * happening each, orders. For trying lists, segments and scores at size. The product must not be running on the folder.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import mongoose from 'mongoose'
import { allIndexes } from '../server/compose/stores.ts'
import { ConfigProblem, parseLaunch } from '../server/config.ts'
import { resolveDatabase } from '../server/database/resolve.ts'
import { systemClock } from '../server/kit/clock.ts'
import { createLog } from '../server/kit/log.ts'
import { createCipher } from '../server/store/cipher.ts'
import { ensureIndexes } from '../server/store/ensure-indexes.ts'
import { dayOf } from '../shared/local-time.ts'
import { localSecret, longSecret } from './parts/local-secrets.ts'
import { ownFolder } from './parts/own-folder.ts'
import { root } from './parts/pages.ts'
import { fillCrowd } from './seed/fill.ts'

const say = (text: string) => console.error(text)
const usage = 'usage: npm run seed -- [--people 200000] [--seed weilu]   (--people from 1 to 10000000)'

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { people: { type: 'string', default: '200000' }, seed: { type: 'string', default: 'weilu' } },
    })
    const people = Number(values.people)
    return Number.isInteger(people) && people >= 1 && people <= 10_000_000 ? { people, seed: values.seed } : null
  } catch {
    return null
  }
}

async function seed({ people, seed }: { people: number; seed: string }): Promise<void> {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
  const launch = parseLaunch()
  const dataDir = resolve(launch.DATA_DIR)
  if (launch.MONGODB_URI === null && !(await ownFolder(dataDir))) {
    throw new Error(`Weilu is running on ${dataDir}: stop it first, or seed another folder (DATA_DIR=…)`)
  }
  const database = await resolveDatabase({
    dataDir,
    mongodbUri: launch.MONGODB_URI ?? undefined,
    mode: launch.DATABASE,
    log: createLog('warn'),
    onProgress: (text) => say(`database: ${text}`),
  })
  try {
    const connection = await mongoose
      .createConnection(database.uri, { autoIndex: false, autoCreate: false })
      .asPromise()
    try {
      // An empty database takes the rows three times as fast before it has indexes than after.
      const empty = (await connection.collection('contacts').countDocuments({}, { limit: 1 })) === 0
      if (!empty) await ensureIndexes(connection, allIndexes)
      const now = systemClock.now()
      const cipher = createCipher(launch.SECRET_KEY ?? localSecret(dataDir, 'secret.key', longSecret))
      let told = 0
      const report = await fillCrowd(connection, {
        people,
        seed,
        cipher,
        now,
        today: dayOf(now, launch.TIME_ZONE),
        onProgress(done) {
          if (done - told < 20_000) return
          told = done
          say(`${done} of ${people} people`)
        },
      })
      if (empty) await ensureIndexes(connection, allIndexes)
      console.log(JSON.stringify({ seed: { ...report, seconds: Math.round(report.seconds) } }))
    } finally {
      await connection.close()
    }
  } finally {
    await database.stop()
  }
}

const given = readArguments()
if (given === null) {
  say(usage)
  process.exit(2)
}
try {
  await seed(given)
  process.exit(0)
} catch (error) {
  say(error instanceof ConfigProblem || error instanceof Error ? error.message : String(error))
  process.exit(1)
}
