import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DomainEvent } from '../../shared/events.ts'
import { ContactId } from '../../shared/ids.ts'
import { stillClock } from '../../test/builders/journey-line.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { type People, peopleOf } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import { createLeasesStore } from '../store/leases.ts'
import { createWatermarksStore } from '../store/watermarks.ts'
import { createDecisionWatch } from './decisions.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
beforeEach(async () => {
  for (const name of ['events', 'leases', 'watermarks']) await database.connection.collection(name).deleteMany({})
  heard.length = 0
})
afterAll(() => database.close())

const heard: string[] = []
const clock = stillClock()
const log = createLog('silent')

const watchOf = (worker: string) =>
  createDecisionWatch({
    live: {
      eventsThatMatter: async () => ['tag.added', 'message.received'],
      react: async (changes) => void heard.push(...changes.map(({ contact }) => `${worker}: ${contact.id}`)),
    },
    events: people.events,
    watermarks: createWatermarksStore(database.connection),
    leases: createLeasesStore(database.connection),
    ...{ clock, machine: clock, log, worker },
  })
let written = 0
const tagged = (who: string) =>
  people.events.append([
    {
      contact: ContactId.parse(`ct_${who}`),
      event: DomainEvent.parse({
        ...{ id: `tag-${++written}`, at: clock.now(), account: null, name: 'tag.added', tag: '新客', why: '测试' },
      }),
    },
  ])

describe('decisions about people', () => {
  it('are heard once, soon after they were written', async () => {
    const watch = watchOf('a')
    await watch.lookOnce()
    await tagged('anna')
    await watch.lookOnce()
    await watch.lookOnce()
    clock.forward({ seconds: 1 })
    await tagged('bert')
    await watch.lookOnce()
    expect(heard).toEqual(['a: ct_anna', 'a: ct_bert'])
  })

  it('are read by one at a time; another goes on from where the first had come when its lease is over', async () => {
    const [a, b] = [watchOf('a'), watchOf('b')]
    await a.lookOnce()
    await tagged('anna')
    await b.lookOnce()
    await a.lookOnce()
    clock.forward({ seconds: 6 })
    await a.lookOnce()
    clock.forward({ seconds: 6 })
    await b.lookOnce()
    expect(heard).toEqual(['a: ct_anna'])
    clock.forward({ seconds: 5 })
    await tagged('bert')
    await b.lookOnce()
    // The last seconds before the mark are read twice: what is written late is not overlooked.
    expect(heard).toEqual(['a: ct_anna', 'b: ct_anna', 'b: ct_bert'])
  })

  it('are read on by who lost its lease from where the other had come, not from its own mark', async () => {
    const [a, b] = [watchOf('a'), watchOf('b')]
    await a.lookOnce()
    clock.forward({ seconds: 11 })
    await tagged('anna')
    await b.lookOnce()
    clock.forward({ seconds: 6 })
    await tagged('bert')
    await b.lookOnce()
    clock.forward({ seconds: 11 })
    await tagged('cora')
    await a.lookOnce()
    expect(heard).toEqual(['b: ct_anna', 'b: ct_bert', 'a: ct_bert', 'a: ct_cora'])
  })

  it('are read again from the mark by one that starts later', async () => {
    const first = watchOf('a')
    await first.lookOnce()
    await first.stop()
    clock.forward({ seconds: 60 })
    await tagged('anna')
    await watchOf('b').lookOnce()
    expect(heard).toEqual(['b: ct_anna'])
  })
})
