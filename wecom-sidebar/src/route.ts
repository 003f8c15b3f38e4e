import { ContactId } from '../../shared/ids.ts'

/** The hash says whose page this is: the customer of the open chat, or one a message linked to. */
export type Route = { page: 'beside' } | { page: 'contact'; contact: ContactId } | { page: 'nowhere' }

export function routeOf(hash: string): Route {
  const path = hash.replace(/^#\/?/, '')
  if (path === '') return { page: 'beside' }
  const found = /^contact\/([^/?]+)$/.exec(path)?.[1]
  const contact = ContactId.safeParse(found)
  return contact.success ? { page: 'contact', contact: contact.data } : { page: 'nowhere' }
}
