import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { kindOf, settingsOf } from '../../shared/journey/registry.ts'
import type { Walk } from '../store/enrollments.ts'
import type { LiveJourney, PublishedVersion } from '../store/journeys.ts'
import type { JourneyNeeds } from './needs.ts'
import type { Runner, Start, Turn } from './run.ts'

/**
 * `order`: its place in the order of arrival. `repeated`: it was worked on before, so journeys may have heard of it, and
 * moved since; then it meets every walk as it was when the event arrived.
 */
export type Happened = { contact: Contact; event: DomainEvent; order: number; repeated: boolean }

/**
 * Events wake the enrollments that await them and start the live journeys that begin with them. Many at once: what
 * happened to different people is done together, what happened to one person in the order given.
 */
export function createReactor(needs: Pick<JourneyNeeds, 'journeys' | 'enrollments'>, runner: Runner) {
  async function reactToRound(round: readonly Happened[]): Promise<void> {
    const live = await needs.journeys.live()
    await wake(round)
    await start(round, live)
  }

  async function wake(round: readonly Happened[]): Promise<void> {
    const names = [...new Set(round.map(({ event }) => event.name))]
    const waiting = await needs.enrollments.waitingFor(
      round.map(({ contact }) => contact.id),
      names,
    )
    const turns = round.flatMap(({ contact, event, order, repeated }): Turn[] =>
      (waiting.get(contact.id) ?? [])
        .filter(({ moved }) => !(repeated && moved !== null && order < moved))
        .map((loaded) => ({ loaded, wake: { kind: 'event', visit: loaded.enrollment.visit, event }, order })),
    )
    await runner.run(turns)
  }

  async function start(round: readonly Happened[], live: readonly LiveJourney[]): Promise<void> {
    const wanted = round.flatMap((happened) =>
      live.filter((version) => startsOn(version, happened.event)).map((version) => ({ ...happened, version })),
    )
    if (wanted.length === 0) return
    const walks = await needs.enrollments.walksOf(
      [...new Set(wanted.map(({ version }) => version.journey.id))],
      [...new Set(wanted.map(({ contact }) => contact.id))],
    )
    const past = new Map<string, Walk[]>()
    for (const walk of walks) {
      const key = `${walk.journey} ${walk.contact}`
      past.set(key, [...(past.get(key) ?? []), walk])
    }
    const starts = wanted.flatMap(({ contact, event, order, repeated, version }): Start[] => {
      const walks = past.get(`${version.journey.id} ${contact.id}`) ?? []
      const entry = entryFor(version, { event: event.id, past: walks, arrived: repeated ? order : null })
      const seen = walks.flatMap(({ events }) => events)
      return entry === null ? [] : [{ contact, version, entry, event, order, seen, why: whyStarted(version, event) }]
    })
    await runner.begin(starts)
  }

  return async function reactToEvents(items: readonly Happened[]): Promise<void> {
    for (const round of roundsOf(items)) await reactToRound(round)
  }
}

/** First events of everybody, then second events of everybody … */
export function roundsOf(items: readonly Happened[]): Happened[][] {
  const seen = new Map<string, number>()
  const rounds: Happened[][] = []
  for (const item of items) {
    const turn = seen.get(item.contact.id) ?? 0
    seen.set(item.contact.id, turn + 1)
    const round = rounds[turn] ?? []
    round.push(item)
    rounds[turn] = round
  }
  return rounds
}

function startsOn({ journey }: PublishedVersion, event: DomainEvent): boolean {
  const rule = startRuleOf(journey)
  return rule?.kind === 'event' && rule.events.includes(event.name) && rule.accepts(event)
}

export function startRuleOf(journey: PublishedVersion['journey']) {
  const node = journey.nodes.get(journey.entry)
  const kind = node && kindOf(node.type)
  const settings = node && kind ? settingsOf(kind, node) : null
  return settings?.success ? (kind?.starts?.(settings.data) ?? null) : null
}

function whyStarted({ journey }: PublishedVersion, event: DomainEvent): string {
  const node = journey.nodes.get(journey.entry)
  const kind = node && kindOf(node.type)
  const settings = node && kind ? settingsOf(kind, node) : null
  return settings?.success && kind ? `${kind.label}：${kind.summary(settings.data)}` : `发生了 ${event.name}`
}

/**
 * The name under which this event may start a walk, or null when the policy says no. Two events at once that both may
 * start "the next walk" choose the same name, and the unique index lets one of them in. After an exit, an event that
 * moved an earlier walk starts none, nor does one that had arrived (when that is given) while a walk was under way:
 * done again, it must not find the way free that was not free the first time.
 */
export function entryFor(
  { reentry }: PublishedVersion,
  { event, past, arrived }: { event: string; past: readonly Walk[]; arrived: number | null },
): string | null {
  if (past.some(({ startedBy }) => startedBy === event)) return null
  switch (reentry) {
    case 'once':
      return past.length === 0 ? 'once' : null
    case 'every-time':
      return `event-${event}`
    case 'after-exit':
      return past.some((walk) => walk.state === 'at' || walk.events.includes(event) || wasUnderWay(walk, arrived))
        ? null
        : `walk-${past.length + 1}`
  }
}

const wasUnderWay = ({ begun, moved }: Walk, arrived: number | null): boolean =>
  arrived !== null && begun !== null && moved !== null && begun < arrived && arrived < moved
