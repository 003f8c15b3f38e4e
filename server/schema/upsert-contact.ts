import type { ContactUpsert } from '../../shared/api/events.ts'
import { marketingChannels } from '../../shared/consent.ts'
import { type Contact, kindOfKey } from '../../shared/contact.ts'
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
  /** Whose an event became; follows merges. */
  contactOf(event: EventId): Promise<Contact | null>
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
    for (const [kind, word] of [
      ['phone', '手机号'],
      ['email', '邮箱'],
    ] as const) {
      const told = new Set(people.map(({ claim }) => claim.key).filter((key) => kindOfKey(key) === kind))
      if (told.size > 1) problems.push(`identities 里只能有一个${word}：一位客户只记一个`)
    }
    const { attributes } = await needs.vocabulary.read()
    const read = readAttributes(given.attributes, {
      attributes,
      timeZone: needs.timeZone,
      identities: needs.identities,
    })
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
    const contact = await needs.contactOf(event.id)
    if (contact === null) return { contact: null }
    // Whose it is was decided by all identities together: the first may turn out to be somebody else's.
    if (!claims.some(({ key }) => contact.identities.some((one) => one.key === key))) {
      const message = '这个 requestId 已经用于另一位客户，没有保存；每次请求请用新的 requestId。'
      throw new Refusal({ code: 'contact.request-used', status: 409, message })
    }
    for (const [channel, consent] of Object.entries(given.consent)) {
      if (consent === 'granted' && !mayGrant(contact, channel, given.at ?? null)) continue
      const said = { source: 'api', why: '业务系统通过接口设置', at, by: `${event.id}:${channel}` }
      await needs.setConsent({ contact: contact.id, channel, consent, ...said })
    }
    return { contact: contact.id }
  }
}

/** A refusal is taken back only by a word that is known to be later. */
function mayGrant(contact: Contact, channel: string, at: Date | null): boolean {
  if (contact.consent[channel] !== 'refused') return true
  const said = contact.provenance[`@consent:${channel}`]
  return at !== null && (said === undefined || at > said.at)
}
