import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent, EventOf } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { AlertsStore } from '../store/alerts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { OutboxStore } from '../store/outbox.ts'
import { type Claims, cardUpdate } from './claim-lead.ts'
import type { RaiseAlerts } from './raise-alert.ts'

export type StaffEventNeeds = {
  claims: Pick<Claims, 'claim'>
  raiseAlerts: RaiseAlerts
  alerts: Pick<AlertsStore, 'get' | 'settle'>
  contacts: Pick<ContactsStore, 'setOwner'>
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

  const onFriend = async (contact: Contact, { id, staff, at }: EventOf<'friend.added'>): Promise<boolean> => {
    if (contact.owner !== null) return false
    const why = '最先成为好友的员工，客户此前没有归属'
    const set = await needs.contacts.setOwner({ contact: contact.id, to: staff, why, at, by: id, onlyIfNone: true })
    return set.changed
  }

  const onUnfollow = async (contact: Contact, event: EventOf<'contact.unfollowed'>, now: Date): Promise<void> => {
    if (!(await needs.churnRuleApplies())) return
    const drafts = await needs.raiseAlerts([
      {
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
      },
    ])
    await needs.outbox.put(drafts, now)
    needs.nudgeOutbox()
  }

  return async (items: readonly { contact: Contact; event: DomainEvent }[], now: Date): Promise<Set<ContactId>> => {
    const changed = new Set<ContactId>()
    for (const { contact, event } of items) {
      if (event.name === 'card.clicked' && (await onCard(event, now))) changed.add(contact.id)
      if (event.name === 'friend.added' && (await onFriend(contact, event))) changed.add(contact.id)
      if (event.name === 'contact.unfollowed') await onUnfollow(contact, event, now)
    }
    return changed
  }
}
export type StaffReactions = ReturnType<typeof createStaffReactions>
