import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JobReport } from '../../shared/account-news.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createJobReportsStore } from './job-reports.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const at = (second: number) => new Date(1_760_000_000_000 + second * 1000)
const mass = (problem: string | null): JobReport => ({
  job: 'mass',
  id: '7',
  succeeded: problem === null,
  problem,
  total: 3,
  filtered: 3,
  sent: 3,
  failed: 0,
  articles: [],
})

it('the newest saying about a job counts, in whatever order they come', async () => {
  const reports = createJobReportsStore(database.connection)
  expect(await reports.find('ac_1', { job: 'mass', id: '7' })).toBeNull()
  await reports.record('ac_1', mass(null), at(5))
  await reports.record('ac_1', mass('管理员拒绝了群发'), at(1))
  expect(await reports.find('ac_1', { job: 'mass', id: '7' })).toEqual(mass(null))
  await reports.record('ac_1', mass('原创校验不通过'), at(9))
  expect(await reports.find('ac_1', { job: 'mass', id: '7' })).toEqual(mass('原创校验不通过'))
  expect(await reports.find('ac_2', { job: 'mass', id: '7' })).toBeNull()
  expect(await reports.find('ac_1', { job: 'publish', id: '7' })).toBeNull()
})
