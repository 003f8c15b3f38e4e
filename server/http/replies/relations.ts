import type { ContactRelations, RelatedPerson } from '../../../shared/api/relations.ts'
import type { Contact } from '../../../shared/contact.ts'
import type { ContactId } from '../../../shared/ids.ts'
import { sceneOf } from '../../../shared/relations/inviter.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { PreferenceRulesStore } from '../../store/preference-rules.ts'
import type { Related, RelatedStore } from '../../store/related.ts'
import type { Brought, Relations } from '../../traits/relations.ts'
import { contactNotFound } from '../routes/contacts.ts'
import type { RelationNeeds } from '../routes/relations.ts'

export type RelationReplyNeeds = {
  contacts: Pick<ContactsStore, 'get' | 'getMany'>
  relations: Pick<Relations, 'invitedBy' | 'peopleBroughtBy'>
  related: RelatedStore
  preferences: Pick<PreferenceRulesStore, 'read'>
}

const SHOWN = 10
/** One thing in common is chance. */
const SHARED_LEAST = 2

export function createRelationReplies({
  contacts,
  relations,
  related,
  preferences,
}: RelationReplyNeeds): RelationNeeds {
  async function alike(contact: Contact, name: 'company' | 'address') {
    const value = contact.attributes[name]
    if (typeof value !== 'string' || value.trim() === '') return null
    const { people, total } = await related.sameAttribute({ name, value, except: contact.id, limit: SHOWN })
    return { value, total, people: people.map(toPerson) }
  }

  async function interestsOf(contact: Contact) {
    const { prefix } = await preferences.read()
    const tags = contact.tags.filter((tag) => tag.startsWith(prefix))
    const found = await related.sharingTags({ tags, least: SHARED_LEAST, except: contact.id, limit: SHOWN })
    return found.map(({ person, shared }) => ({ ...toPerson(person), shared }))
  }

  return {
    async relationsOf(id: ContactId): Promise<ContactRelations> {
      const contact = await contacts.get(id)
      if (contact === null) throw contactNotFound()
      const [inviter, broughtByAll, company, household, interests] = await Promise.all([
        relations.invitedBy(contact.id),
        relations.peopleBroughtBy([contact.id]),
        alike(contact, 'company'),
        alike(contact, 'address'),
        interestsOf(contact),
      ])
      const brought = [...(broughtByAll.get(contact.id) ?? [])].sort((a, b) => b.at.getTime() - a.at.getTime())
      const named = await contacts.getMany(
        [...(inviter === null ? [] : [inviter]), ...brought.slice(0, SHOWN)].map((one) => one.contact),
      )
      const dated = (one: Brought) => ({ ...toPerson(named.get(one.contact) ?? nameless(one.contact)), at: one.at })
      return {
        invitedBy: inviter === null ? null : dated(inviter),
        brought: { total: brought.length, people: brought.slice(0, SHOWN).map(dated) },
        ...{ company, household, interests },
        scene: sceneOf(contact.id),
      }
    },
  }
}

const toPerson = ({ id, name, phoneMasked }: Related): RelatedPerson => ({ contact: id, name, phoneMasked })
const nameless = (id: ContactId): Related => ({ id, name: null, phoneMasked: null })
