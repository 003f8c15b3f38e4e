import { setTimeout as pause } from 'node:timers/promises'
import type { DomainEvent, EventOf } from '../../shared/events.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import type { Log } from '../kit/log.ts'

/** What a platform says about a person when asked. */
export type Known = { claims: readonly IdentityClaim[]; facts: ProfileFacts }
export type LookUp = {
  /** By openid; a follower the platform tells nothing about is missing from the map. */
  followers(account: string, openIds: readonly string[]): Promise<ReadonlyMap<string, Known>>
  /** By external user id, likewise. */
  customers(account: string, externalUserIds: readonly string[]): Promise<ReadonlyMap<string, Known>>
  /** By external user id: who talks to 微信客服 and may be nobody's friend. */
  visitors(account: string, externalUserIds: readonly string[]): Promise<ReadonlyMap<string, Known>>
  /** The effects that receipts belong to, by receipt; a receipt that no send of ours has is missing from the map. */
  effectsOf(channel: string, receipts: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/**
 * A code of a welcome lives twenty seconds (facts C4.6, C7), and the batch it came with waits for the platform's answer:
 * such a batch waits no longer than this.
 */
const PATIENCE_WITH_CODE_MS = 4000

/** Events worth asking about before identity is decided, and whom to ask. */
type Whom = 'followers' | 'customers' | 'visitors'
function whomToAsk(event: DomainEvent): Whom | null {
  switch (event.name) {
    case 'contact.followed':
      return 'followers'
    case 'friend.added':
    case 'friend.half-added':
      return 'customers'
    case 'service.entered':
      return event.desk === null ? null : 'visitors'
    case 'message.received':
      return event.desk === undefined ? null : 'visitors'
    default:
      return null
  }
}

/**
 * Asks the platforms for what a callback does not say: the unionid that joins a person's identities, a name, a scene;
 * and finds which of our sends a receipt is about. A platform that does not answer costs the event nothing: it goes on
 * with what it has, and the next sync brings the rest.
 */
export function createEnrich({
  lookUp,
  log,
  patienceMs = PATIENCE_WITH_CODE_MS,
}: {
  lookUp: LookUp
  log: Log
  patienceMs?: number
}) {
  return async (incoming: readonly Incoming[]): Promise<Incoming[]> => {
    const [known, effects] = await Promise.all([askAll(incoming), findEffects(incoming)])
    return incoming.map((one) => withEffect(join(one, known.get(keyOf(one) ?? '')), effects))
  }

  async function askAll(incoming: readonly Incoming[]): Promise<ReadonlyMap<string, Known>> {
    const hurried = incoming.some(bringsCode)
    const answers = await Promise.all(
      groupsOf(incoming).map(async ({ account, whom, ids }) => {
        try {
          const asked = lookUp[whom](account, [...ids])
          const found = hurried ? await within(patienceMs, asked) : await asked
          return [...found].map(([id, one]) => [`${whom}:${account}:${id}`, one] as const)
        } catch (error) {
          log.warn({ err: error, account, whom }, 'a look-up failed; the events go on without it')
          return []
        }
      }),
    )
    return new Map(answers.flat())
  }

  /** One question per channel, however many receipts came. */
  async function findEffects(incoming: readonly Incoming[]): Promise<Effects> {
    const asked = new Map<string, string[]>()
    for (const { event } of incoming)
      if (isReceipt(event)) asked.set(event.channel, [...(asked.get(event.channel) ?? []), event.receipt])
    const found = [...asked].map(
      async ([channel, receipts]) => [channel, await lookUp.effectsOf(channel, receipts)] as const,
    )
    return new Map(await Promise.all(found))
  }
}
export type Enrich = ReturnType<typeof createEnrich>

const bringsCode = ({ event }: Incoming) => 'welcomeCode' in event && event.welcomeCode !== null

/** What was asked goes on being asked; nobody waits for it any more. */
async function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  const over = new AbortController()
  const tooLate = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error('the platform took too long for a batch that brings a welcome code')
  })
  try {
    return await Promise.race([asked, tooLate])
  } finally {
    over.abort()
    for (const late of [asked, tooLate]) late.catch(() => undefined)
  }
}

type Effects = ReadonlyMap<string, ReadonlyMap<string, string>>
type Receipt = EventOf<'message.delivered' | 'message.failed'>
const isReceipt = (event: DomainEvent): event is Receipt =>
  (event.name === 'message.delivered' || event.name === 'message.failed') && event.effect === null

function withEffect(incoming: Incoming, effects: Effects): Incoming {
  const { event } = incoming
  if (!isReceipt(event)) return incoming
  const effect = effects.get(event.channel)?.get(event.receipt)
  return effect === undefined ? incoming : { ...incoming, event: { ...event, effect } }
}

function groupsOf(incoming: readonly Incoming[]) {
  const groups = new Map<string, { account: string; whom: Whom; ids: Set<string> }>()
  for (const { event, claims } of incoming) {
    const whom = whomToAsk(event)
    const id = personOf(claims)
    if (whom === null || id === null || event.account === null) continue
    const key = `${whom}:${event.account}`
    const group = groups.get(key) ?? { account: event.account, whom, ids: new Set() }
    groups.set(key, { ...group, ids: group.ids.add(id) })
  }
  return [...groups.values()]
}

/** The last part of `oa:<appid>:<openid>` or `wecom:<corpid>:<external user>`. */
const personOf = (claims: readonly IdentityClaim[]) => claims[0]?.key.split(':').slice(2).join(':') || null

function keyOf({ event, claims }: Incoming): string | null {
  const whom = whomToAsk(event)
  return whom !== null && event.account !== null ? `${whom}:${event.account}:${personOf(claims)}` : null
}

function join(incoming: Incoming, known: Known | undefined): Incoming {
  if (!known) return incoming
  const following = { ...known.facts.following, ...incoming.facts.following }
  const { appId, openId } = following
  const facts: ProfileFacts = { ...incoming.facts, ...known.facts }
  if (appId !== undefined && openId !== undefined) facts.following = { ...following, appId, openId }
  // The callback knows the scene; the look-up only knows better when the callback had none.
  if (incoming.facts.source && incoming.facts.source.detail !== null) facts.source = incoming.facts.source
  return { ...incoming, claims: [...incoming.claims, ...known.claims], facts }
}
