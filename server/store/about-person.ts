import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import type { Cipher } from './cipher.ts'
import { StoredContact } from './stored-contact.ts'

/**
 * Everything that could name one person wherever something of them lies: for giving it all out and for erasing it all.
 * It holds numbers and names in clear, so it is kept sealed, and only as long as an erasure needs it.
 */
export const AboutPerson = z.object({
  /** The record that lives and those it absorbed. */
  contacts: z.array(ContactId),
  /** Identity keys. */
  keys: z.array(z.string()),
  /** Names, phone numbers, e-mail addresses and ID numbers, as texts quote them. */
  words: z.array(z.string()),
  /** When erasing was asked for: what came in after that and still waits makes a new person, and is theirs. */
  askedAt: z.coerce.date().optional(),
})
export type AboutPerson = z.infer<typeof AboutPerson>

/** Ids a platform or a site gave: `<app>:<id>` as callbacks name a person, by the identity key. */
const scoped = ['oa', 'mini', 'wecom', 'wechaty', 'web']
const bare = [...scoped, 'unionid']
/** Shorter ids stand in texts by chance. */
const TELLING = 16

export const personsOf = ({ contacts, keys }: AboutPerson): string[] => [
  ...contacts,
  ...keys,
  ...keys.flatMap((key) => (scoped.includes(kindIn(key)) ? [key.slice(key.indexOf(':') + 1)] : [])),
]

/** The ids alone, without app or site. */
export const bareIdsOf = ({ keys }: AboutPerson): string[] =>
  keys.flatMap((key) => (bare.includes(kindIn(key)) ? [key.slice(key.lastIndexOf(':') + 1)] : []))

/** The numbers of the person in CRM systems. */
export const crmIdsOf = ({ keys }: AboutPerson): string[] =>
  keys.flatMap((key) => (kindIn(key) === 'crm' ? [key.slice(key.lastIndexOf(':') + 1)] : []))

/** What, found in a text, says that the text is about this person: nothing that others may share, as a name. */
export const tellingOf = (about: AboutPerson): string[] => [
  ...about.contacts,
  ...about.keys,
  ...bareIdsOf(about).filter((id) => id.length >= TELLING),
  ...about.words.filter((word) => /\d{8}|@/.test(word)),
]

/** A text without the person: what stays as a proof must not name them. */
export function redacted(text: string, about: AboutPerson): string {
  const named = [...about.words, ...bareIdsOf(about), ...about.keys].filter((word) => word.length > 1)
  return named.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, '＊＊'), text)
}

const kindIn = (key: string) => key.slice(0, key.indexOf(':'))

type MergeRecords = { absorbed: unknown; survivor: unknown }

/** Who this is now, with everything that ever named them. Null when there is no such person. */
export function createFindAbout(connection: mongoose.Connection, cipher: Cipher) {
  const contacts = connection.collection<StoredContact>('contacts')
  const merges = connection.collection<MergeRecords & { into: ContactId; from: ContactId }>('merges')

  const living = async (id: ContactId): Promise<StoredContact | null> => {
    // One that is gone may have become part of another just before.
    const found = (await contacts.findOne({ _id: id })) ?? (await contacts.findOne({ mergedFrom: id }))
    if (found === null) return null
    const stored = StoredContact.parse(found)
    return stored.mergedInto === null ? stored : living(stored.mergedInto)
  }

  return async (id: ContactId): Promise<AboutPerson | null> => {
    const person = await living(id)
    if (person === null) return null
    const ids = [person._id, ...person.mergedFrom]
    const [stubs, records] = await Promise.all([
      contacts.find({ _id: { $in: person.mergedFrom } }).toArray(),
      merges.find({ $or: [{ into: { $in: ids } }, { from: { $in: ids } }] }).toArray(),
    ])
    const all = [person, ...stubs, ...records.flatMap(({ absorbed, survivor }) => [absorbed, survivor])]
      .map((one) => StoredContact.parse(one))
      .filter(({ _id }) => ids.includes(_id))
    return aboutOf(ids, all, cipher)
  }
}
export type FindAbout = ReturnType<typeof createFindAbout>

function aboutOf(ids: readonly ContactId[], records: readonly StoredContact[], cipher: Cipher): AboutPerson {
  const keys = records.flatMap(({ identities, phone, followings, bots }) => [
    ...identities.map(({ key }) => key),
    ...(phone === null ? [] : [phone.key]),
    ...followings.map(({ appId, openId }) => `oa:${appId}:${openId}`),
    ...bots.map(({ bot, id }) => `wechaty:${bot}:${id}`),
  ])
  const words = records.flatMap(({ name, phone, email, idNumber }) => [
    ...(name === null ? [] : [name]),
    ...[phone, email, idNumber].flatMap((held) => (held ? [cipher.unseal(held.sealed)] : [])),
  ])
  return { contacts: [...ids], keys: [...new Set(keys)], words: [...new Set(words)] }
}
