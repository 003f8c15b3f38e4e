import type { ContactUpsert } from '../../shared/api/events.ts'
import { marketingChannels } from '../../shared/consent.ts'
import type { Contact, IdentityKey } from '../../shared/contact.ts'
import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import { type IdentityNeeds, readIdentity } from './outside-identity.ts'
import { readAttributes } from './read-attributes.ts'
import type { VocabularyReader } from './vocabulary.ts'

export type UpsertNeeds = {
  vocabulary: Pick<VocabularyReader, 'read'>
  identities: IdentityNeeds
  /** Durable, and linked at once. */
  record(incoming: readonly Incoming[], now: Date): Promise<void>
  contactByIdentity(key: IdentityKey): Promise<Contact | null>
  setConsent: ContactsStore['setConsent']
  clock: Clock
  timeZone: string
}

/** These are identities, sealed and masked; in an attribute they would lie open. */
const notAttributes: ReadonlySet<string> = new Set(['phone', 'mobile', 'email'])
const AHEAD_MS = 5 * 60_000

/**
 * What an outside system knows about a person becomes one event, so that it enters the line as everything does: the same
 * identities, the same precedence of sources, the same timeline. A request is one event for ever, named by its id.
 */
export function createUpsertContact(needs: UpsertNeeds) {
  return async (given: ContactUpsert): Promise<{ contact: ContactId | null }> => {
    const now = needs.clock.now()
    const problems: string[] = []
    const at = given.at ?? now
    if (at.getTime() > now.getTime() + AHEAD_MS) problems.push('at 是将来的时间')
    const people = given.identities.flatMap((value) => {
      const read = readIdentity({ kind: 'identity', scope: null, value }, needs.identities)
      if (!('problem' in read)) return [read]
      problems.push(read.problem)
      return []
    })
    const { attributes } = await needs.vocabulary.read()
    const read = readAttributes(given.attributes, { attributes, timeZone: needs.timeZone })
    problems.push(...read.problems.map(({ problem }) => problem))
    for (const name of Object.keys(given.attributes)) {
      if (notAttributes.has(name)) problems.push(`${name} 请放在 identities 里，例如 phone:13900000000`)
    }
    const channels = new Set<string>(Object.values(marketingChannels).flat())
    for (const channel of Object.keys(given.consent)) {
      if (!channels.has(channel)) problems.push(`没有渠道 ${channel.slice(0, 40)}，可用：${[...channels].join('、')}`)
    }
    const idNumber = given.idNumber === undefined ? null : needs.identities.sealIdNumber(given.idNumber)
    if (given.idNumber !== undefined && idNumber === null) problems.push('idNumber 不是有效的身份证号')
    if ('idNumber' in given.attributes) problems.push('身份证号请放在 idNumber 里，不要放在 attributes 里')
    if (problems.length > 0) {
      const message = `没有保存：${problems.join('；')}`.slice(0, 1000)
      throw new Refusal({ code: 'contact.invalid', status: 400, message, details: { problems } })
    }
    const facts: ProfileFacts = Object.assign({}, ...people.map((person) => person.facts), {
      ...(given.name === undefined ? {} : { name: given.name }),
      ...(Object.keys(read.values).length === 0 ? {} : { attributes: read.values }),
      ...(given.tags.length === 0 ? {} : { tags: given.tags }),
      ...(idNumber === null ? {} : { idNumber }),
    })
    const claims = people.map(({ claim }) => claim)
    const event = {
      id: EventId.parse(`api.contact:${given.requestId}`),
      at,
      account: null,
      name: 'crm.imported' as const,
      source: 'api',
      record: given.requestId,
      fields: [...Object.keys(read.values), ...(given.name === undefined ? [] : ['name'])],
    }
    await needs.record([{ event, claims, facts }], now)
    const [first] = claims
    const contact = first === undefined ? null : await needs.contactByIdentity(first.key)
    if (contact !== null) {
      for (const [channel, consent] of Object.entries(given.consent)) {
        const said = { source: 'api', why: '业务系统通过接口设置', at, by: `${event.id}:${channel}` }
        await needs.setConsent({ contact: contact.id, channel, consent, ...said })
      }
    }
    return { contact: contact?.id ?? null }
  }
}
