import { expect, it } from 'vitest'
import { ContactId, EventId } from '../../shared/ids.ts'
import { createWaitingRoom } from './waiting-room.ts'

const [a, b] = [EventId.parse('ev.a'), EventId.parse('ev.b')]
const owner = ContactId.parse('ct_1')

it('lets go as soon as every event has been worked off in this process', async () => {
  const room = createWaitingRoom({ events: { find: async () => new Map() } })
  const waited = room.whenSettled([a, b], 60_000)
  room.settled([a])
  room.settled([b])
  expect(await waited).toBe(true)
})

it('looks into the timeline when another process is the worker', async () => {
  const found = new Map<EventId, ContactId>()
  const room = createWaitingRoom({ events: { find: async () => new Map(found) } })
  const waited = room.whenSettled([a], 60_000)
  found.set(a, owner)
  expect(await waited).toBe(true)
})

it('says so when the time is over first', async () => {
  const room = createWaitingRoom({ events: { find: async () => new Map() } })
  const waited = room.whenSettled([a, b], 0)
  room.settled([a])
  expect(await waited).toBe(false)
})
