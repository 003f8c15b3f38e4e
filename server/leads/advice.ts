import type { CustomerContext } from '../../shared/api/staff.ts'
import type { Contact } from '../../shared/contact.ts'
import type { StaffId } from '../../shared/ids.ts'
import type { Alert } from '../store/alerts.ts'
import type { Lead } from '../store/leads.ts'

export type Advice = CustomerContext['advice']
const DAY = 86_400_000

/** What the colleague should do now: one sentence and one button. Pure; the first rule that fits wins. */
export function adviceFor(question: {
  contact: Contact
  lead: Lead | null
  alerts: readonly Alert[]
  lastNoteAt: Date | null
  staff: StaffId
  ownerName: string | null
  now: Date
}): Advice {
  const { contact, lead, alerts, lastNoteAt, staff, ownerName, now } = question
  const open = lead?.open === true
  if (open && lead.owner === null) {
    const sentence = alerts[0]?.advice || '这位客户还没有人跟进，认领后尽快联系'
    return { sentence, action: 'claim', label: '认领' }
  }
  if (open && lead.owner !== null && lead.owner !== staff) {
    return { sentence: `${ownerName ?? '同事'} 正在跟进这位客户，联系前先沟通`, action: 'none', label: '知道了' }
  }
  const urgent = alerts.find(({ kind }) => kind !== 'new-lead')
  if (urgent !== undefined) return { sentence: urgent.advice || urgent.title, action: 'note', label: '写跟进' }
  if (open && lead.nextFollowUpAt !== null && lead.nextFollowUpAt <= now) {
    return { sentence: '到了约定的跟进时间，联系后记下结果', action: 'note', label: '写跟进' }
  }
  if (open && lead.status === 'claimed') {
    return { sentence: '已认领，首次联系后写一条跟进记录', action: 'note', label: '写跟进' }
  }
  const expiry = expiresIn(contact, now)
  if (expiry !== null && expiry >= 0 && expiry <= 30) {
    return { sentence: `会员还有 ${expiry} 天到期，可以聊聊续费`, action: 'call', label: '联系客户' }
  }
  if (expiry !== null && expiry < 0)
    return { sentence: '会员已到期，问问是否需要续费', action: 'call', label: '联系客户' }
  if (lastNoteAt !== null && now.getTime() - lastNoteAt.getTime() > 30 * DAY) {
    return { sentence: '超过 30 天没有跟进，问候一下近况', action: 'note', label: '写跟进' }
  }
  return { sentence: '目前没有待办，有新动向会提醒你', action: 'none', label: '知道了' }
}

/** Whole days until the VIP ends; null when it never was one. */
function expiresIn(contact: Contact, now: Date): number | null {
  const day = contact.attributes.vipExpiresAt
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  return Math.ceil((new Date(`${day}T23:59:59+08:00`).getTime() - now.getTime()) / DAY) - 1
}
