import type { AttributeValue } from '../../shared/contact.ts'
import { BATCHES_KEPT, kindOfKey, provenanceOfTag } from '../../shared/contact.ts'
import { StaffId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import { compareText, earliest, latest, outranks, type Said } from './precedence.ts'

/** What an event teaches about who a contact is: name, attributes, tags, consent, numbers. Whose word stands, `precedence` says. */
export function learnProfile(
  contact: StoredContact,
  facts: ProfileFacts,
  said: Said,
  rules: PrecedenceRules = noRules,
): StoredContact {
  const next = { ...contact }
  const taught = {
    ...facts.attributes,
    ...(facts.email === undefined ? {} : { email: facts.email.masked }),
    ...(facts.idNumber === undefined ? {} : { idNumber: facts.idNumber.masked }),
  }
  for (const [name, value] of Object.entries(taught)) {
    const held = next.provenance[name]
    const holder = next.attributes[name]
    const rule = rules.get(name)
    if (held !== undefined && !outranks({ ...said, value }, { ...held, value: holder ?? null }, rule)) continue
    next.attributes = { ...next.attributes, [name]: value }
    next.provenance = { ...next.provenance, [name]: said }
  }
  for (const name of facts.cleared ?? []) {
    const held = next.provenance[name]
    // Who said that there is none stays on record, so that an older value that comes later does not bring it back.
    const holder = next.attributes[name] ?? null
    if (held !== undefined && !outranks({ ...said, value: null }, { ...held, value: holder }, rules.get(name))) continue
    next.attributes = Object.fromEntries(Object.entries(next.attributes).filter(([other]) => other !== name))
    next.provenance = { ...next.provenance, [name]: said }
  }
  next.consent = { ...next.consent }
  for (const [channel, answer] of Object.entries(facts.consent ?? {})) {
    const field = `@consent:${channel}`
    const [held, before] = [next.consent[channel], next.provenance[field]]
    if (held === answer || !takesConsent(answer, said, held === undefined ? null : { answer: held, said: before }))
      continue
    next.consent[channel] = answer
    next.provenance = { ...next.provenance, [field]: said }
  }
  if (facts.batch !== undefined) next.importBatches = joinBatches(next.importBatches ?? [], [facts.batch])
  if (facts.name !== undefined && facts.name.trim() !== '') {
    const name = facts.name.trim()
    if (takes(next, '@name', next.name, name, said)) {
      next.name = name
      next.searchName = searchable(name)
      next.provenance = { ...next.provenance, '@name': said }
    }
  }
  const owner = StaffId.safeParse(facts.owner)
  if (owner.success && takes(next, '@owner', next.owner, owner.data, said)) {
    next.owner = owner.data
    next.provenance = { ...next.provenance, '@owner': said }
  }
  const tags = (facts.tags ?? []).filter((tag) => !next.tags.includes(tag))
  if (tags.length > 0) {
    next.tags = [...new Set([...next.tags, ...tags])].sort(compareText)
    next.tagsChangedAt = said.at
  }
  for (const tag of facts.tags ?? []) next.provenance = withTagSaid(next.provenance, provenanceOfTag(tag), said)
  if (facts.source !== undefined) {
    next.firstSource = earliest(next.firstSource, facts.source)
    next.lastSource = latest(next.lastSource, facts.source)
  }
  return next
}

/** Who gave a tag first. */
export function withTagSaid(all: StoredContact['provenance'], field: string, said: Said): StoredContact['provenance'] {
  const held = all[field]
  const order = held === undefined ? -1 : said.at.getTime() - held.at.getTime() || compareText(said.source, held.source)
  return order < 0 ? { ...all, [field]: said } : all
}

/** A list that was imported never takes back what the person or a colleague refused; a refusal in it counts. */
function takesConsent(
  answer: 'granted' | 'refused',
  said: Said,
  held: { answer: 'granted' | 'refused'; said: Said | undefined } | null,
): boolean {
  if (held === null) return true
  if (!(held.said?.source.startsWith('crm') ?? false)) return answer === 'refused'
  const order = said.at.getTime() - (held.said?.at.getTime() ?? 0)
  return order > 0 || (order === 0 && answer === 'refused')
}

/** The newest imports: their ids begin with the moment they were made, so the order of arrival does not matter. */
export const joinBatches = (ours: readonly string[], theirs: readonly string[]): string[] =>
  [...new Set([...ours, ...theirs])].sort(compareText).slice(-BATCHES_KEPT)

/** What stands masked among the attributes is kept sealed beside them: the one whose word stands, for two may look alike. */
export function learnSealed(contact: StoredContact, { email, idNumber }: ProfileFacts, said: Said): StoredContact {
  const next = { ...contact }
  const stands = (field: string) => {
    const held = next.provenance[field]
    return held !== undefined && held.source === said.source && held.at.getTime() === said.at.getTime()
  }
  if (email !== undefined && next.attributes.email === email.masked && stands('email'))
    next.email = { sealed: email.sealed }
  if (idNumber !== undefined && next.attributes.idNumber === idNumber.masked && stands('idNumber'))
    next.idNumber = { key: idNumber.key, sealed: idNumber.sealed }
  // One that was taken back, or that another source's stands above, is not kept.
  if (next.attributes.idNumber === undefined) next.idNumber = null
  if (next.attributes.email === undefined) next.email = null
  return next
}

function takes(
  contact: StoredContact,
  field: string,
  holder: AttributeValue | null,
  value: string,
  said: Said,
): boolean {
  const held = contact.provenance[field]
  return held === undefined || holder === null || outranks({ ...said, value }, { ...held, value: holder })
}

export const searchable = (name: string) => name.normalize('NFKC').toLowerCase()

/** A number that was verified stands above one that was typed, whoever typed it. */
export function learnPhone(
  contact: StoredContact,
  { event, facts, claims }: Incoming,
  { attach, tailsOf }: { attach: readonly IdentityClaim[]; tailsOf: (sealed: string) => string[] },
): StoredContact {
  const claim = attach.find(({ key }) => kindOfKey(key) === 'phone')
  if (facts.phone === undefined || claim === undefined) return contact
  const source = claim.strength === 'declared' ? claim.source : `staff-verified:${claim.source}`
  const said = { source: claims.length === 0 ? event.name : source, at: event.at }
  // The blind key stands for the number when two are compared: sealing the same number twice gives two texts.
  const held = contact.provenance['@phone']
  const holder = heldKey(contact)
  if (held !== undefined && !outranks({ ...said, value: claim.key }, { ...held, value: holder })) return contact
  const { sealed, masked } = facts.phone
  const phone = claim.key === holder && contact.phone !== null ? contact.phone : { sealed, tails: tailsOf(sealed) }
  return {
    ...contact,
    phone: { ...phone, key: claim.key },
    phoneMasked: masked,
    provenance: { ...contact.provenance, '@phone': said },
  }
}
const heldKey = (contact: StoredContact) => contact.phone?.key ?? null
