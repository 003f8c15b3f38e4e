import { describe, expect, it } from 'vitest'
import { ContactId, LeadId, StaffId } from '../../shared/ids.ts'
import { emptyContact } from '../identity/learn.ts'
import type { Alert } from '../store/alerts.ts'
import type { Lead } from '../store/leads.ts'
import { toContact } from '../store/stored-contact.ts'
import { adviceFor } from './advice.ts'

const now = new Date('2026-11-22T04:00:00Z')
const me = StaffId.parse('wangfang')
const contact = toContact(emptyContact(ContactId.parse('ct_1'), now))
const lead = (more: Partial<Lead>): Lead => ({
  id: LeadId.parse('ld_1'),
  contact: contact.id,
  status: 'new',
  open: true,
  source: '',
  owner: null,
  offeredTo: [],
  createdAt: now,
  claimedAt: null,
  nextFollowUpAt: null,
  joinedInto: null,
  movedFrom: [],
  ...more,
})
const alert = (kind: Alert['kind'], advice: string) => ({ kind, advice, title: '提醒' }) as Alert
const vip = (day: string) => ({ ...contact, attributes: { vipExpiresAt: day } })

describe('advice', () => {
  it.each<[string, Partial<Parameters<typeof adviceFor>[0]>, string, RegExp]>([
    ['a lead nobody has', { lead: lead({}) }, 'claim', /认领/],
    [
      'a lead nobody has, with the journey’s advice',
      { lead: lead({}), alerts: [alert('new-lead', '今天打电话')] },
      'claim',
      /今天打电话/,
    ],
    [
      'a colleague’s lead',
      { lead: lead({ owner: StaffId.parse('li'), status: 'claimed' }), ownerName: '李伟' },
      'none',
      /李伟/,
    ],
    ['a customer who is leaving', { alerts: [alert('churn', '问问原因')] }, 'note', /问问原因/],
    [
      'a follow-up that is due',
      { lead: lead({ owner: me, status: 'following', nextFollowUpAt: now }) },
      'note',
      /约定/,
    ],
    ['a lead just claimed', { lead: lead({ owner: me, status: 'claimed' }) }, 'note', /首次联系/],
    ['a VIP that ends today', { contact: vip('2026-11-22') }, 'call', /还有 0 天/],
    ['a VIP that ends in a week', { contact: vip('2026-11-29') }, 'call', /还有 7 天/],
    ['a VIP that ended yesterday', { contact: vip('2026-11-21') }, 'call', /已到期/],
    ['a VIP that ends next year', { contact: vip('2027-11-29') }, 'none', /没有待办/],
    ['a long silence', { lastNoteAt: new Date('2026-10-01T00:00:00Z') }, 'note', /30 天/],
    ['nothing', {}, 'none', /没有待办/],
  ])('for %s', (_name, given, action, sentence) => {
    const advice = adviceFor({
      contact,
      lead: null,
      alerts: [],
      lastNoteAt: null,
      staff: me,
      ownerName: null,
      now,
      ...given,
    })
    expect(advice.action).toBe(action)
    expect(advice.sentence).toMatch(sentence)
  })
})
