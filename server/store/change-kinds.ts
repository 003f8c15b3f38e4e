import type { ChangeKind } from '../../shared/api/exchange.ts'
import type { TimelineEntry } from './events.ts'

const byName: Readonly<Record<string, ChangeKind>> = {
  'tag.added': 'contact.tagged',
  'tag.removed': 'contact.tagged',
  'owner.changed': 'contact.owner-changed',
  'consent.changed': 'contact.consent-changed',
  'contact.merged': 'contact.merged',
  'contact.unmerged': 'contact.merged',
  'contact.linked': 'contact.updated',
  'data.removed': 'contact.updated',
  'segment.entered': 'segment.entered',
  'segment.left': 'segment.left',
}

/** What a line of the timeline changes about a person. Most change nothing: they only happened. */
export function changeKindsOf({ event, facts, created }: TimelineEntry): ChangeKind[] {
  if (created === true) return ['contact.created']
  const named = byName[event.name]
  if (named !== undefined) return [named]
  if (facts === undefined) return []
  const { attributes, name, phone, email, owner, cleared, tags, consent } = facts
  const taught =
    [name, phone, email, cleared].some((one) => one !== undefined) || Object.keys(attributes ?? {}).length > 0
  return [
    ...(taught ? (['contact.updated'] as const) : []),
    ...(owner === undefined ? [] : (['contact.owner-changed'] as const)),
    ...(tags === undefined || tags.length === 0 ? [] : (['contact.tagged'] as const)),
    ...(consent === undefined ? [] : (['contact.consent-changed'] as const)),
  ]
}
