/**
 * One measured worker: `journeys-worker.ts <uri> <way> <people>`, a process of its own, so that its memory is its own.
 * It prints one JSON line.
 */
import mongoose from 'mongoose'
import { countCommands } from './command-count.ts'
import { seedPeople } from './j5.ts'
import { walkBare } from './walk-bare.ts'
import { walkBatched } from './walk-batched.ts'
import { walkByAgenda } from './walk-by-agenda.ts'

const [uri = '', way = 'batched', count = '2000'] = process.argv.slice(2)
const people = Number(count)
const walks = { batched: walkBatched, bare: walkBare, agenda: walkByAgenda }

const connection = await mongoose
  .createConnection(uri, { autoIndex: false, autoCreate: false, monitorCommands: true, maxPoolSize: 20 })
  .asPromise()
await connection.dropDatabase()
await seedPeople(connection, people)
const walk = Object.entries(walks).find(([name]) => name === way)?.[1]
if (!walk) throw new Error(`no way called ${way}`)
const commands = countCommands(connection)
const { measure, finish } = await walk(connection, people)
commands.reset()
const begun = performance.now()
await measure()
const seconds = (performance.now() - begun) / 1000
const { roundTrips, operations } = commands.counts
const result = {
  seconds,
  roundTrips,
  operations,
  rssMb: process.resourceUsage().maxRSS / 1024,
  bytes: await storedBytes(),
  commands: Object.fromEntries(commands.byName),
}
await finish()
await connection.dropDatabase()
await connection.close()
console.log(JSON.stringify(result))
process.exit(0)

/** BSON bytes of what the journeys left behind, from a sample of each collection. */
async function storedBytes(): Promise<number> {
  let bytes = 0
  for (const name of ['enrollments', 'outbox', 'events']) {
    const collection = connection.collection(name)
    const sample = await collection.find({}).limit(500).toArray()
    const total = sample.reduce((sum, document) => sum + mongoose.mongo.BSON.calculateObjectSize(document), 0)
    bytes += sample.length === 0 ? 0 : (total / sample.length) * (await collection.countDocuments({}))
  }
  return bytes
}
