import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { DatabaseTooNew, type Migration, migrate, migrations } from './migrations.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
const ran: number[] = []
beforeEach(async () => {
  database = await freshDatabase()
  ran.length = 0
})
afterEach(() => database.close())

const step = (version: number, work: () => Promise<void> = async () => undefined): Migration => ({
  version,
  title: `step ${version}`,
  async run() {
    ran.push(version)
    await work()
  },
})

describe('migrations', () => {
  it('are numbered from one without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('run once, in order, with eight processes starting at the same time', async () => {
    const list = [step(2), step(1), step(3)]
    const results = await Promise.all(
      Array.from({ length: 8 }, () => migrate(database.connection, { list, pauseMs: 1 })),
    )
    expect(ran).toEqual([1, 2, 3])
    expect(results.every(({ to }) => to === 3)).toBe(true)
    expect(await migrate(database.connection, { list })).toEqual({ from: 3, to: 3 })
  })

  it('go on with the one that failed', async () => {
    let broken = true
    const failing = step(2, async () => {
      if (broken) throw new Error('half done')
    })
    await expect(migrate(database.connection, { list: [step(1), failing] })).rejects.toThrow('half done')
    broken = false
    await migrate(database.connection, { list: [step(1), failing] })
    expect(ran).toEqual([1, 2, 2])
  })

  it('go on by another process when the holder of the lease is gone', async () => {
    const leases = database.connection.collection<{ _id: string; holder: string; until: Date }>('migrations')
    await leases.insertOne({ _id: 'lease', holder: 'dead', until: new Date(Date.now() - 1) })
    await migrate(database.connection, { list: [step(1)] })
    expect(ran).toEqual([1])
  })

  it('refuse a database that a newer program has been at', async () => {
    await migrate(database.connection, { list: [step(1), step(2)] })
    await expect(migrate(database.connection, { list: [step(1)] })).rejects.toThrow(DatabaseTooNew)
  })
})
