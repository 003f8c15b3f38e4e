import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contact } from '../../shared/contact.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import type { PrecedenceRules } from '../../shared/schema/precedence.ts'
import { freshDatabase } from '../../test/support/database.ts'
import {
  crm,
  incoming,
  mini,
  oa,
  type People,
  peopleAgain,
  peopleOf,
  phone,
  unionid,
  wecom,
} from '../../test/support/people.ts'

const now = new Date('2026-11-22T04:00:00Z')
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 3, 0, second))
/** One attribute takes the newest word, one that of a customer before that of the CRM, one follows the usual order. */
const rules: PrecedenceRules = new Map([
  ['latest', { by: 'newest' }],
  ['own', { by: 'source', order: ['form', 'crm'] }],
])
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection, [], rules)
})
afterAll(() => database.close())

let worlds = 0
/** One world's identities carry its number, so that worlds share a database without meeting. */
type World = { number: number; facts: Incoming[] }

const happenings = [
  'follow',
  'unfollow',
  'followedWithUnion',
  'opened',
  'openedWithUnion',
  'tapped',
  'typed',
  'imported',
  'importedAgain',
  'befriended',
  'befriendedWithUnion',
  'unfriended',
  'answered',
  'mailed',
  'importedMail',
  'emptied',
  'agreedByList',
  'refusedInWords',
] as const
type Happening = (typeof happenings)[number]

/** Facts about one real person, none of which contradicts another. */
function factOf(world: number, who: number, what: Happening, second: number): Incoming {
  const id = `w${world}p${who}`
  const number = `139${String(world * 10 + who).padStart(8, '0')}`
  const given = (
    claims: IdentityClaim[],
    name: Parameters<typeof incoming>[0],
    facts: ProfileFacts = {},
    event: Record<string, unknown> = {},
  ) => incoming(name, claims, { id: `${id}:${what}:${second}`, at: at(second), facts, event })
  const source = { kind: what, detail: id, at: at(second) }
  switch (what) {
    case 'follow':
      return given([oa(id)], 'contact.followed', { source })
    case 'unfollow':
      return given([oa(id)], 'contact.unfollowed')
    case 'followedWithUnion':
      return given([oa(id), unionid(id)], 'contact.scanned', { source })
    case 'opened':
      return given([mini(id)], 'mini.opened', {
        attributes: { city: `城${second}` },
        bot: { bot: 'b1', id, friend: second % 2 === 0 },
      })
    case 'openedWithUnion':
      return given([mini(id), unionid(id)], 'mini.opened', { attributes: { city: `市${second}` } })
    case 'tapped':
      return given([mini(id), phone(number, 'tap').claim], 'phone.bound', phone(number, 'tap').facts)
    case 'typed':
      return given([mini(id), phone(number, 'form').claim], 'form.submitted', {
        ...phone(number, 'form').facts,
        name: `名${second}`,
        attributes: { latest: `自填${second}`, own: `自填${second}`, usual: `自填${second}` },
      })
    case 'imported':
    case 'importedAgain':
      return given([crm(id), phone(number, 'crm').claim], 'crm.imported', {
        ...phone(number, 'crm').facts,
        name: `${what}${second}`,
        owner: 'wangfang',
        tags: [what],
        attributes: { latest: `${what}${second}`, own: `${what}${second}`, usual: `${what}${second}` },
      })
    case 'befriended':
      return given([wecom(id)], 'friend.added')
    case 'befriendedWithUnion':
      return given([wecom(id), unionid(id)], 'friend.added', {}, { staff: 'liwei' })
    case 'unfriended':
      return given([wecom(id)], 'friend.removed')
    case 'mailed':
    case 'importedMail': {
      const masked = `${id.slice(0, 1)}***@example.com`
      const email = { sealed: `${what}${second}`, masked }
      return what === 'mailed'
        ? given([mini(id)], 'form.submitted', { email })
        : given([crm(id), phone(number, 'crm').claim], 'crm.imported', { ...phone(number, 'crm').facts, email })
    }
    case 'emptied':
      return given([crm(id)], 'crm.imported', { cleared: ['latest', 'own', 'usual'] })
    case 'agreedByList':
      return given([crm(id)], 'crm.imported', { consent: { 'mini-subscribe': 'granted', sms: 'granted' } })
    case 'refusedInWords':
      return given([mini(id)], 'message.received', {}, { text: '退订' })
    case 'answered':
      return given([mini(id)], 'subscription.answered', {}, { template: 't1', accepted: true })
  }
}

const drawn = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom(...happenings),
    second: fc.integer({ min: 0, max: 8 }),
  }),
  { minLength: 2, maxLength: 14 },
)
type Drawn = { who: number; what: Happening; second: number }[]
const worldOf = (facts: Drawn): World => {
  worlds += 1
  const number = worlds
  const byId = new Map(
    facts.map(({ who, what, second }) => factOf(number, who, what, second)).map((one) => [one.event.id, one]),
  )
  return { number, facts: [...byId.values()] }
}

/** Everything that must not depend on the order: whose identities are whose, and what is known about them. */
const essence = (contacts: readonly Contact[], world: number) =>
  contacts
    .map(
      ({
        identities,
        name,
        attributes,
        consent,
        tags,
        phoneMasked,
        firstSource,
        lastSource,
        followings,
        friendships,
        bots,
        greetings,
        owner,
        grants,
        lastSeenAt,
      }) => ({
        identities: identities.map(({ key, strength, source, at: when }) => [key, strength, source, when]),
        ...{
          name,
          attributes: Object.entries(attributes).sort(),
          consent: Object.entries(consent).sort(),
          tags,
          firstSource,
          lastSource,
          followings,
          friendships,
          bots,
          greetings,
          owner,
          grants,
          lastSeenAt,
        },
        hasPhone: phoneMasked !== null,
      }),
    )
    .map((one) =>
      JSON.stringify(one)
        .replaceAll(`w${world}p`, 'w_p')
        .replaceAll(/phone:[\w-]+/g, 'phone:_'),
    )
    .sort()

/** The sealed addresses that stand beside the masked ones. */
async function sealedOf(world: World): Promise<unknown[]> {
  const ids = (await peopleIn(world)).map(({ id }) => id)
  const stored = await people.contacts.loadMany(ids)
  return stored.flatMap(({ email }) => email?.sealed ?? []).sort()
}

async function peopleIn(world: World): Promise<Contact[]> {
  const keys = [...new Set(world.facts.flatMap(({ claims }) => claims.map(({ key }) => key)))]
  const found = await Promise.all(keys.map((key) => people.contacts.byIdentity(key)))
  return [...new Map(found.flatMap((contact) => (contact === null ? [] : [[contact.id, contact] as const]))).values()]
}

// Real writes in their thousands: a loaded machine may need minutes for what takes seconds.
describe('people', { timeout: 300_000 }, () => {
  it('are the same in whatever order, batches and repeats the facts arrive', async () => {
    let merged = 0
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        async (facts, dice, size) => {
          const first = worldOf(facts)
          await people.linkIncoming(first.facts, now)
          const second = worldOf(facts)
          const shuffled = [...second.facts]
            .map((one) => [dice.next().value ?? 0, one] as const)
            .sort(([a], [b]) => a - b)
            .map(([, one]) => one)
          for (let start = 0; start < shuffled.length; start += size) {
            const linked = await people.linkIncoming(shuffled.slice(start, start + size), now)
            merged += linked.reduce((sum, one) => sum + one.merged.length, 0)
          }
          const again = await people.linkIncoming([...shuffled].reverse(), now)
          expect(again.every(({ repeated }) => repeated)).toBe(true)
          expect(essence(await peopleIn(second), second.number)).toEqual(essence(await peopleIn(first), first.number))
          expect(await sealedOf(second)).toEqual(await sealedOf(first))
        },
      ),
      { numRuns: 40, seed: 20261122 },
    )
    expect(merged).toBeGreaterThan(10)
  })

  it('never share an identity, with 32 writers at once on the same people, and no event counts twice', async () => {
    worlds += 1
    const world = worlds
    const facts = happenings.flatMap((what) => [0, 1, 2].map((second) => factOf(world, 0, what, second)))
    const writers = Array.from({ length: 32 }, (_, n) => {
      const own = peopleAgain(database.connection, [], rules)
      const rotated = [...facts.slice(n), ...facts.slice(0, n)]
      return own.linkIncoming(rotated, now)
    })
    await Promise.all(writers)
    const owners = await database.connection
      .collection('contacts')
      .aggregate([
        { $match: { handles: `w${world}p0` } },
        { $unwind: '$identities' },
        { $group: { _id: '$identities.key', owners: { $sum: 1 } } },
      ])
      .toArray()
    expect(owners.every(({ owners: count }) => count === 1)).toBe(true)
    const [one, ...rest] = await peopleIn({ number: world, facts })
    expect(rest).toEqual([])
    expect(one!.grants).toEqual({ t1: 3 })
    const days = (await people.activityDays.of([one!.id], '2026-01-01')).get(one!.id)!
    const counts = new Map(days.map(({ event, count }) => [event, count]))
    expect([counts.get('contact.followed'), counts.get('mini.opened'), counts.get('crm.imported')]).toEqual([3, 6, 15])
    const { items } = await people.events.page({ contact: one!.id, kind: 'behaviour', limit: 200 })
    expect(items).toHaveLength(facts.length)
    worlds += 1
    const calm = worlds
    const same = happenings.flatMap((what) => [0, 1, 2].map((second) => factOf(calm, 0, what, second)))
    await people.linkIncoming(same, now)
    const alone = await peopleIn({ number: calm, facts: same })
    expect(essence([one!], world)).toEqual(essence(alone, calm))
  })

  it('are known by the word that counts, attribute by attribute, whichever came first', async () => {
    worlds += 1
    const facts = [factOf(worlds, 0, 'typed', 3), factOf(worlds, 0, 'imported', 1), factOf(worlds, 0, 'imported', 5)]
    worlds += 1
    const turned = [factOf(worlds, 0, 'imported', 5), factOf(worlds, 0, 'imported', 1), factOf(worlds, 0, 'typed', 3)]
    for (const one of [facts, turned]) {
      for (const fact of one) await people.linkIncoming([fact], now)
      const [person] = await peopleIn({ number: worlds, facts: one })
      expect(person!.attributes).toEqual({ latest: 'imported5', own: '自填3', usual: 'imported5' })
    }
  })

  it('lose nothing when 32 writers teach one person different things at once', async () => {
    const { contact } = (
      await people.linkIncoming([incoming('contact.followed', [oa('busy')], { at: at(0) })], now)
    )[0]!
    const writers = Array.from({ length: 32 }, (_, n) =>
      peopleAgain(database.connection).linkIncoming(
        [
          incoming('contact.scanned', [oa('busy')], {
            at: at(1),
            facts: { tags: [`标签${n}`], attributes: { [`a${n}`]: n } },
          }),
        ],
        now,
      ),
    )
    await Promise.all(writers)
    const after = (await people.contacts.get(contact.id))!
    expect(after.tags).toHaveLength(32)
    expect(Object.keys(after.attributes)).toHaveLength(32)
    expect(after.revision).toBe(33)
  })
})
