import { expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createLeadsStore } from './leads.ts'

it('lists the open leads first whose people want it most; whom nobody has scored stands last', async () => {
  const { connection, close } = await freshDatabase()
  try {
    const lead = (name: string, open = true) => ({
      ...{ _id: `ld_${name}`, contact: `ct_${name}`, source: '表单', status: 'new', owner: null },
      ...{ offeredTo: [], open, createdAt: new Date('2026-11-22T02:00:00Z'), claimedAt: null, nextFollowUpAt: null },
      ...{ joinedInto: null, movedFrom: [] },
    })
    const all = [lead('a'), lead('b'), lead('c'), lead('d', false)]
    await connection.collection<{ _id: string }>('leads').insertMany(all)
    await connection.collection<{ _id: string }>('contacts').insertMany([
      { _id: 'ct_a', scores: { intent: 10 } },
      { _id: 'ct_b', scores: { intent: 80 } },
      { _id: 'ct_c', scores: {} },
      { _id: 'ct_d', scores: { intent: 99 } },
    ] as unknown as { _id: string }[])
    const found = await createLeadsStore(connection).hottest({ limit: 10 })
    expect(found.map(({ id }) => id)).toEqual(['ld_b', 'ld_a', 'ld_c'])
  } finally {
    await close()
  }
})
