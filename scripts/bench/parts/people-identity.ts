import mongoose from 'mongoose'
import { allIndexes, composeStores } from '../../../server/compose/stores.ts'
import { createLinking } from '../../../server/identity/link.ts'
import { ensureIndexes } from '../../../server/store/ensure-indexes.ts'
import { identityKey } from '../../../shared/contact.ts'
import { EventId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { countCommands } from './command-count.ts'

const WRITERS = 32
const SAME_PEOPLE = 1000
const BATCH = 500
const BATCHES = 10
const settings = { SECRET_KEY: 'a key of the benchmark, longer than 32 characters', TIME_ZONE: 'Asia/Shanghai' }

/** What a batch costs in round trips; and 32 writers who tell of the same thousand people by different names at once. */
export async function measureIdentity({ uri, say }: { uri: string; say: (text: string) => void }) {
  const open = () =>
    mongoose.createConnection(uri, { autoIndex: false, autoCreate: false, monitorCommands: true }).asPromise()
  const connection = await open()
  try {
    await ensureIndexes(connection, allIndexes)
    const linkingOn = (on: mongoose.Connection) =>
      createLinking({ ...composeStores(on, settings), onMerged: [], precedence: async () => new Map() })
    const { linkIncoming } = linkingOn(connection)
    const { counts, reset } = countCommands(connection)
    const begun = performance.now()
    for (let batch = 0; batch < BATCHES; batch++) {
      if (batch === 1) reset() // the first finds an empty database
      const events = Array.from({ length: BATCH }, (_, index) => menuClick(`b${batch}-${index}`, batch * 250 + index))
      await linkIncoming(events, new Date())
    }
    const perSecond = (BATCH * BATCHES) / ((performance.now() - begun) / 1000)
    const perEvent = counts.roundTrips / (BATCH * (BATCHES - 1))

    const writers = await Promise.all(Array.from({ length: WRITERS }, open))
    let failed = 0
    const work = writers.map(async (own, writer) => {
      const { linkIncoming: link } = linkingOn(own)
      for (let from = 0; from < SAME_PEOPLE; from += 100) {
        // Everybody begins somewhere else, and tells of each person by two of its three names.
        const events = Array.from({ length: 100 }, (_, index) =>
          met((from + index + writer * 37) % SAME_PEOPLE, writer),
        )
        try {
          await link(events, new Date())
        } catch (error) {
          failed += 1
          say(`a writer failed: ${error instanceof Error ? error.message : error}`)
        }
      }
    })
    await Promise.all(work)
    await Promise.all(writers.map((own) => own.close()))
    const key = { $regex: '^unionid:uBench' }
    const people = await connection.collection('contacts').countDocuments({ mergedInto: null, 'identities.key': key })
    say(`${perSecond.toFixed(0)} events/s, ${perEvent.toFixed(3)} round trips each, ${people} people of ${SAME_PEOPLE}`)
    return {
      figures: {
        linkPerSecond: Math.round(perSecond),
        roundTripsPerEvent: Number(perEvent.toFixed(3)),
        writersFailed: failed,
        duplicatePeople: people - SAME_PEOPLE,
      },
      ratios: {},
    }
  } finally {
    await connection.close()
  }
}

const at = new Date(Date.UTC(2026, 0, 1))
const openIdOf = (person: number) => `oBench${String(person).padStart(22, '0')}`
const platform = (key: ReturnType<typeof identityKey>) => ({ key, strength: 'platform' as const, source: 'bench' })

const menuClick = (id: string, person: number): Incoming => ({
  event: { id: EventId.parse(`bench:${id}`), at, account: null, name: 'menu.clicked', key: 'benefits' },
  claims: [platform(identityKey('oa', 'wxbench', openIdOf(100_000 + person)))],
  facts: {},
})

function met(person: number, writer: number): Incoming {
  const names = [
    identityKey('unionid', `uBench${String(person).padStart(22, '0')}`),
    identityKey('oa', 'wxbench', openIdOf(person)),
    identityKey('mini', 'wxmini', openIdOf(person)),
  ]
  const told = writer % 2 === 0 ? [names[0], names[1]] : [names[0], names[2]]
  return {
    event: { id: EventId.parse(`bench:${writer}:${person}`), at, account: null, name: 'menu.clicked', key: 'benefits' },
    claims: told.flatMap((key) => (key === undefined ? [] : [platform(key)])),
    facts: {},
  }
}
