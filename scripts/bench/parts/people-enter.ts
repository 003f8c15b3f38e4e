import { setTimeout as pause } from 'node:timers/promises'
import type mongoose from 'mongoose'
import { z } from 'zod'
import { EventResults } from '../../../shared/api/events.ts'
import { SegmentPage } from '../../../shared/api/segments.ts'
import { percentilesOf } from '../../day/report.ts'

type Needs = {
  connection: mongoose.Connection
  people: number
  ask(path: string, body?: unknown): Promise<unknown>
  say: (text: string) => void
}
const SEGMENTS = 50
const PER_SECOND = 500
const SECONDS = 20
const TICK_MS = 100
const MAY_TAKE_MS = 600_000
const LEVELS = ['普通会员', '银卡', '金卡', 'VIP']
const Made = z.object({ id: z.string() })
const condition = (type: string, settings: Record<string, unknown>) => ({ kind: 'condition', type, settings })

/**
 * Fifty live segments, each about another page and a trait; five hundred events a second of people nobody of whom is
 * inside yet: how long from the event being handed in until the person is in the segment it belongs to.
 */
export async function measureEntering({ connection, people, ask, say }: Needs) {
  const ids: string[] = []
  for (let index = 0; index < SEGMENTS; index++) {
    const viewed = condition('did-view-page', {
      times: { how: 'at-least', times: 1 },
      window: { when: 'last', days: 30 },
      filters: [{ field: 'page', operator: 'equals', value: `bench-${index}` }],
    })
    const tree = { kind: 'and', of: [viewed, condition('level', { about: 'level', levels: LEVELS })] }
    const body = { kind: 'dynamic', name: `试验 ${index}`, note: '', tree, announce: true }
    ids.push(Made.parse(await ask('/segments', body)).id)
  }
  const giveUp = performance.now() + MAY_TAKE_MS
  for (;;) {
    const { items } = SegmentPage.parse(await ask('/segments'))
    if (items.every(({ computedAt, progress }) => computedAt !== null && progress === null)) break
    if (performance.now() > giveUp) throw new Error('the segments were not computed')
    await pause(500)
  }
  say('the segments are computed')
  const told = new Map<string, { at: number; segment: string }>()
  const total = Math.min(PER_SECOND * SECONDS, people) // each person once
  const perTick = (PER_SECOND * TICK_MS) / 1000
  const begun = performance.now()
  const posts: Promise<void>[] = []
  for (let from = 0; from < total; from += perTick) {
    await pause(Math.max(0, begun + (from / PER_SECOND) * 1000 - performance.now()))
    posts.push(post(from))
  }
  await Promise.all(posts)
  const handedIn = (performance.now() - begun) / 1000
  const rows = connection.collection('segment_members')
  while ((await rows.countDocuments({ segment: { $in: ids } })) < total && performance.now() < giveUp) await pause(200)
  const took: number[] = []
  for await (const row of rows.find({ segment: { $in: ids } })) {
    const mine = told.get(String(row['contact']))
    if (mine && mine.segment === row['segment']) took.push(Number(row['enteredAt']) - mine.at)
  }
  const { p50, p95 } = percentilesOf(took)
  say(`${took.length} of ${total} entered: p50 ${p50} ms, p95 ${p95} ms`)
  return {
    figures: {
      eventsPerSecond: Math.round(total / handedIn),
      notEntered: total - took.length,
      enterP50Ms: p50,
      enterP95Ms: p95,
    },
  }

  async function post(from: number): Promise<void> {
    const batch = Array.from({ length: perTick }, (_, offset) => {
      const number = from + offset
      const person = (number * 17) % people
      return { number, person, id: `ct_seed${person.toString(36).padStart(7, '0')}` }
    })
    const at = Date.now()
    for (const { number, id } of batch) told.set(id, { at, segment: ids[number % SEGMENTS] ?? '' })
    const events = batch.map(({ number, person }) => ({
      id: `enter-${number}`,
      name: 'page.viewed',
      identity: `crm:seed:C${person}`,
      page: `bench-${number % SEGMENTS}`,
      seconds: 5,
    }))
    const { refused, items } = EventResults.parse(await ask('/events', events))
    if (refused > 0) throw new Error(`an event was refused: ${items[0]?.problem}`)
  }
}
