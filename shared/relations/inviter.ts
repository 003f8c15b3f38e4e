import type { DomainEvent } from '../events.ts'
import { ContactId } from '../ids.ts'

/**
 * Who brought somebody, as far as an event says it. A person's own share carries their number: in the scene or state of
 * a code made for them (`inv_ct_…`), in the address they shared (`?inviter=ct_…`), or as a property of an event.
 */
export function inviterIn(event: DomainEvent): ContactId | null {
  switch (event.name) {
    case 'contact.followed':
    case 'contact.scanned':
    case 'service.entered':
      return inScene(event.scene)
    case 'friend.added':
    case 'friend.half-added':
      return inScene(event.state)
    case 'mini.opened':
      return inScene(event.scene) ?? inAddress(event.page)
    case 'page.viewed':
      return inAddress(event.page)
    case 'form.submitted':
      return read(event.fields.inviter)
    case 'custom.happened':
      return read(event.properties.inviter)
    default:
      return null
  }
}

/** The scene of a code that stands for this person: short enough for a WeCom state, which has thirty characters. */
export const sceneOf = (contact: ContactId): string => `inv_${contact}`

const read = (value: unknown): ContactId | null => {
  const id = ContactId.safeParse(value)
  return id.success ? id.data : null
}
const inScene = (scene: string | null) => read(/(?:^|[^a-z0-9])inv_(ct_[0-9a-z]+)/.exec(scene ?? '')?.[1])
const inAddress = (address: string) => read(/[?&#;](?:inviter|wl_by)=(ct_[0-9a-z]+)/.exec(address)?.[1])
