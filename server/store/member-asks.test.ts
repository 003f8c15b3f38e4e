import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { type AskEnd, createMemberAsksStore, type MemberAsksStore } from './member-asks.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let asks: MemberAsksStore
beforeAll(async () => {
  database = await freshDatabase()
  asks = createMemberAsksStore(database.connection)
})
afterAll(() => database.close())

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 8, minutes))
const claim = async (key: string, holder: string, minutes: number) =>
  (await asks.claim([{ key, holder }], { now: at(minutes), machineNow: at(minutes) })).get(key)
const settle = (key: string, holder: string, end: AskEnd) => asks.settle([{ key, holder, end }])
const ours = (since: number | null) => ({ state: 'ours', since: since === null ? null : at(since) })

it('is free again when the call did not leave', async () => {
  expect(await claim('free', 'a', 0)).toEqual(ours(null))
  expect(await claim('free', 'b', 1)).toEqual({ state: 'busy' })
  await settle('free', 'a', 'free')
  expect(await claim('free', 'b', 1)).toEqual(ours(null))
})

it('keeps since when it is not known, however often asking stays without an answer', async () => {
  await claim('unclear', 'a', 0)
  await settle('unclear', 'a', 'unclear')
  expect(await claim('unclear', 'b', 5)).toEqual(ours(0))
  await settle('unclear', 'b', 'unclear')
  expect(await claim('unclear', 'c', 9)).toEqual(ours(0))
})

it('is unclear still when the call after an unclear one did not leave', async () => {
  await claim('still', 'a', 0)
  await settle('still', 'a', 'unclear')
  await claim('still', 'b', 1)
  await settle('still', 'b', 'free')
  expect(await claim('still', 'c', 2)).toEqual(ours(0))
})

it('goes to one of many who want what another left unclear', async () => {
  await claim('left', 'a', 0)
  await settle('left', 'a', 'unclear')
  const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim('left', `taker-${n}`, 1)))
  expect(claims.filter((one) => one?.state === 'ours')).toEqual([ours(0)])
})

it('is taken from a holder that was silent for three minutes, who then settles nothing any more', async () => {
  await claim('silent', 'a', 0)
  expect(await claim('silent', 'b', 2)).toEqual({ state: 'busy' })
  expect(await claim('silent', 'b', 3)).toEqual(ours(0))
  await settle('silent', 'a', 'asked')
  expect(await asks.asked(['silent'])).toEqual(new Set())
  await settle('silent', 'b', 'asked')
  expect(await asks.asked(['silent', 'none'])).toEqual(new Set(['silent']))
  expect(await claim('silent', 'c', 30)).toEqual({ state: 'asked' })
})
