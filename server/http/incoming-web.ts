import { createHash } from 'node:crypto'
import type { WebEvent, WebSite } from '../../shared/api/web.ts'
import { identityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'

/**
 * What a browser told of its visitor. All of it is behaviour: an anonymous visitor's, or of the person that a token of
 * ours names. Nothing that a page says makes a browser somebody.
 */
export type WebVisit = { site: WebSite; visitor: string; contact: ContactId | null }

/** Bought, redeemed, called: only a server of the company may say so. */
export const SERVER_ONLY = /^(object|order|coupon|store|call|payment|refund|member)\./
const KEPT_MS = 7 * 86_400_000

export const visitorKey = ({ site, visitor }: Pick<WebVisit, 'site' | 'visitor'>) =>
  identityKey('web', site.id, visitor)

/** The browser's clock may be wrong by years; how long ago something was it knows. */
export function momentOf(at: number, sentAt: number, now: Date): Date {
  const ago = Math.min(Math.max(0, sentAt - at), KEPT_MS)
  return new Date(now.getTime() - ago)
}

/** Null for what a browser may not tell. */
export function webIncoming(event: WebEvent, visit: WebVisit, at: Date): Incoming | null {
  const happened = happenedOf(event)
  if (happened === null) return null
  const key = visitorKey(visit)
  const hash = createHash('sha256').update(`${key}:${event.id}`).digest('base64url').slice(0, 32)
  const source = { kind: 'web', detail: campaignOf(event.page) ?? visit.site.name, at }
  return {
    event: { id: EventId.parse(`web:${hash}`), at, account: null, ...happened },
    claims: [{ key, strength: 'declared', source: 'web' }],
    facts: event.kind === 'view' ? { source } : {},
    ...(visit.contact === null ? {} : { contact: visit.contact }),
  }
}

type Happened = DomainEvent extends infer E ? (E extends DomainEvent ? Omit<E, 'id' | 'at' | 'account'> : never) : never

function happenedOf(event: WebEvent): Happened | null {
  const { page } = event
  const custom = (type: string, properties: Record<string, string | number | boolean>): Happened => ({
    name: 'custom.happened',
    type,
    properties,
  })
  switch (event.kind) {
    case 'view':
      return { name: 'page.viewed', page, seconds: null }
    case 'left':
      return custom('page.left', { page, seconds: event.seconds })
    case 'click':
      return custom('page.clicked', { page, element: event.element })
    case 'share':
      return custom('page.shared', { page, title: event.title })
    case 'identify':
      return custom('visitor.identified', { page })
    case 'form':
      return { name: 'form.submitted', form: event.form, fields: masked(event.fields) }
    case 'custom':
      return SERVER_ONLY.test(event.type) ? null : custom(event.type, event.properties)
  }
}

/** A number or an address that was typed is not kept in clear, and claims nobody. */
const masked = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value
        .replace(/[^\s@]+@[^\s@]+/g, '***@***')
        .replace(/\d(?:[\s-]?\d){6,}/g, (digits) => `${digits.slice(0, 3)}****${digits.slice(-2)}`),
    ]),
  )

function campaignOf(page: string): string | null {
  if (!URL.canParse(page)) return null
  const told = new URL(page).searchParams
  return told.get('utm_campaign') ?? told.get('utm_source')
}
