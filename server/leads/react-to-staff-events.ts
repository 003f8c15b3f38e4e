import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent, EventOf } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { AlertsStore } from '../store/alerts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { OutboxStore } from '../store/outbox.ts'
import { type Claims, cardUpdate } from './claim-lead.ts'
import type { RaiseAlerts } from './raise-alert.ts'

type Item = { contact: Contact; event: DomainEvent }

export type StaffEventNeeds = {
  claims: Pick<Claims, 'claim'>
  raiseAlerts: RaiseAlerts
  alerts: Pick<AlertsStore, 'get' | 'settle'>
  contacts: Pick<ContactsStore, 'setOwners'>
  outbox: Pick<OutboxStore, 'put'>
  nudgeOutbox(): void
  /** Off when a manager switched the rule off, or when a live journey raises a churn alert itself. */
  churnRuleApplies(): Promise<boolean>
}

/**
 * What events mean for the sales side without any journey: a tapped card claims or settles, the first colleague who
 * becomes a friend owns a customer nobody owns, and an owner hears when a customer leaves. Runs before the journeys,
 * so that they see the owner; every deed is named after its event, so that a repeat changes nothing.
 * Gives back the contacts it changed.
 */
export function createStaffReactions(needs: StaffEventNeeds) {
  const onCard = async (event: EventOf<'card.clicked'>, now: Date): Promise<boolean> => {
    const alert = await needs.alerts.get(event.alert)
    if (alert === null) return false
    const tapped = { alert: event.alert, responseCode: event.responseCode }
    if (event.key === 'claim' && alert.lead !== null) {
      const claimed = await needs.claims.claim({ lead: alert.lead, staff: event.staff, now, tapped })
      return claimed?.won === true
    }
    if (event.key !== 'done') return false
    await needs.alerts.settle({ id: alert.id, by: event.staff, at: now })
    const given = { ...tapped, staff: event.staff, replaceText: '已处理', contact: alert.contact, now }
    await needs.outbox.put([cardUpdate(given)], now)
    needs.nudgeOutbox()
    return false
  }

  const ownedByFriends = (items: readonly Item[]): Promise<Set<ContactId>> => {
    const why = '最先成为好友的员工，客户此前没有归属'
    const changes = items.flatMap(({ contact, event }) => {
      if (event.name !== 'friend.added' || contact.owner !== null) return []
      return [{ contact: contact.id, to: event.staff, why, at: event.at, by: event.id, onlyIfNone: true }]
    })
    return changes.length === 0 ? Promise.resolve(new Set()) : needs.contacts.setOwners(changes)
  }

  const alertOfChurn = async (items: readonly Item[], now: Date): Promise<void> => {
    const left = items.filter(({ event }) => event.name === 'contact.unfollowed')
    if (left.length === 0 || !(await needs.churnRuleApplies())) return
    const drafts = await needs.raiseAlerts(
      left.map(({ contact, event }) => ({
        effectKey: `churn:${event.id}`,
        contact,
        intent: {
          kind: 'alert',
          alert: 'churn',
          targets: ['owner', 'first-staff', 'department-leader'],
          title: `${contact.name ?? '一位客户'} 取消关注了公众号`,
          advice: '换个渠道问问原因，企业微信里发消息前先想好由头',
          staffOfEvent: null,
        },
        journey: null,
        why: '内置规则：客户取消关注时提醒归属员工',
        at: now,
      })),
    )
    await needs.outbox.put(drafts, now)
    needs.nudgeOutbox()
  }

  return async (items: readonly Item[], now: Date): Promise<Set<ContactId>> => {
    const changed = new Set<ContactId>()
    // Who claimed by a card comes before who became a friend in the same batch: it was decided, not happened.
    for (const { contact, event } of items) {
      if (event.name === 'card.clicked' && (await onCard(event, now))) changed.add(contact.id)
    }
    for (const id of await ownedByFriends(items)) changed.add(id)
    await alertOfChurn(items, now)
    return changed
  }
}
export type StaffReactions = ReturnType<typeof createStaffReactions>
