import mongoose from 'mongoose'
import { allIndexes, composeStores } from '../../../server/compose/stores.ts'
import { createImports } from '../../../server/identity/import-crm.ts'
import { createLinking } from '../../../server/identity/link.ts'
import { createAcceptEvents } from '../../../server/intake/accept-events.ts'
import { systemClock } from '../../../server/kit/clock.ts'
import { createLog } from '../../../server/kit/log.ts'
import { ensureIndexes } from '../../../server/store/ensure-indexes.ts'
import { emailKey, sealPhone } from '../../../server/store/sealed-phone.ts'
import { EventId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'

const [uri = '', count = '0'] = process.argv.slice(2)
const people = Number(count)
const KNOWN_EVERY = 10
const BASELINE = Math.min(people, 40_000)
const written = ['contacts', 'events', 'activity_days', 'import_records', 'inbox']

const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
const settings = { SECRET_KEY: 'a key of the benchmark, longer than 32 characters', TIME_ZONE: 'Asia/Shanghai' }
const stores = composeStores(connection, settings)
await ensureIndexes(connection, allIndexes)
const linking = createLinking({ ...stores, onMerged: [], precedence: async () => new Map() })
const acceptEvents = createAcceptEvents({ inbox: stores.inbox, clock: systemClock, nudge: () => undefined })
const phoneOf = (n: number) => `199${String(10_000_000 + n)}`

/** Who filled in a form before the file came. */
async function known(): Promise<void> {
  for (let start = 0; start < people; start += 5000) {
    const forms = Array.from({ length: Math.ceil(5000 / KNOWN_EVERY) }, (_, at): Incoming => {
      const n = start + at * KNOWN_EVERY
      const sealed = sealPhone(stores.cipher, phoneOf(n))
      if (sealed === null) throw new Error('no phone')
      const event = { id: EventId.parse(`bench:${n}`), at: new Date(Date.UTC(2026, 0, 1)), account: null }
      return {
        event: { ...event, name: 'form.submitted', form: 'f', fields: {} },
        claims: [{ key: sealed.key, strength: 'declared', source: 'form' }],
        facts: { phone: sealed.phone },
      }
    })
    await linking.linkIncoming(forms, new Date(Date.UTC(2026, 0, 1)))
  }
}

async function* file(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('客户编号,姓名,手机号,会员等级,VIP到期日,城市,来源,备注\n')
  for (let start = 0; start < people; start += 1000) {
    const rows = Array.from({ length: Math.min(1000, people - start) }, (_, at) => {
      const n = start + at
      return `B${n},客户${n},${phoneOf(n)},${n % 3 === 0 ? 'VIP' : '普通'},2027-03-0${1 + (n % 9)},城市${n % 300},展会,备注${n % 1000}\n`
    })
    yield Buffer.from(rows.join(''))
  }
}

let rss = 0
const watch = setInterval(() => {
  rss = Math.max(rss, process.memoryUsage().rss)
}, 100)
await known()
const marks: { rows: number; at: number }[] = []
const imports = createImports({
  ...stores,
  imports: {
    ...stores.imports,
    async checkpoint(id, holder, change) {
      if (change.rows !== undefined) marks.push({ rows: change.rows, at: performance.now() })
      return stores.imports.checkpoint(id, holder, change)
    },
  },
  timeZone: settings.TIME_ZONE,
  accounts: async () => ({ oa: [], mini: [], wecom: [] }),
  attributes: { list: async () => new Map(), add: async () => undefined },
  rows: { objectOf: () => Promise.reject(new Error('a file of people')), takeRead: async () => undefined },
  identities: {
    sealPhone: (text) => sealPhone(stores.cipher, text),
    emailKeyOf: (text) => emailKey(stores.cipher, text),
    sealEmail: (text) => stores.cipher.seal(text),
    sealIdNumber: () => null,
  },
  linkIncoming: linking.linkIncoming,
  acceptEvents,
  ...{ clock: systemClock, machineClock: systemClock, log: createLog('silent') },
})
const { id } = await imports.startImport({ file: 'bench.csv', source: 'bench', body: file(), bytes: null, by: 'bench' })
const began = performance.now()
await imports.workOnImports()
const seconds = (performance.now() - began) / 1000
const done = await imports.readImport(id)
if (done?.state !== 'done' || done.rows !== people) throw new Error(`the import ended as ${JSON.stringify(done)}`)
clearInterval(watch)

/** Rows per second between two shares of the file. */
function speed(from: number, to: number): number {
  const at = (share: number) => marks.find(({ rows }) => rows >= people * share) ?? { rows: 0, at: began }
  const [a, b] = [at(from), at(to)]
  // A file of a few batches has no early and late.
  return b.rows > a.rows ? (b.rows - a.rows) / ((b.at - a.at) / 1000) : people / seconds
}

/** The same documents by the bare driver: each collection's share of `BASELINE` people, into a database with the same indexes. */
async function insertMany(): Promise<number> {
  const bare = connection.useDb(`${connection.name}_bare`)
  await ensureIndexes(
    bare,
    allIndexes.filter(({ collection }) => written.includes(collection)),
  )
  let spent = 0
  for (const name of written) {
    const from = connection.collection(name)
    const all = await from.countDocuments()
    const documents = await from
      .find({})
      .limit(Math.round((all * BASELINE) / people))
      .toArray()
    const start = performance.now()
    for (let at = 0; at < documents.length; at += 1000) {
      await bare.collection(name).insertMany(documents.slice(at, at + 1000), { ordered: false })
    }
    spent += performance.now() - start
  }
  return BASELINE / (spent / 1000)
}
const insertManyPerSecond = await insertMany()
console.log(
  JSON.stringify({
    importPerSecond: people / seconds,
    insertManyPerSecond,
    earlyPerSecond: speed(0.05, 0.15),
    latePerSecond: speed(0.88, 0.98),
    rssMb: rss / 1024 / 1024,
    ...{ created: done.created, merged: done.merged },
  }),
)
process.exit(0)
