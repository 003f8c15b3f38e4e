import type { Contact } from '../../shared/contact.ts'
import type { StaffId } from '../../shared/ids.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import type { NewAlert } from '../store/alerts.ts'
import { sourceText } from './source-text.ts'

/** Content of channel `wecom-app`: a card with buttons, inside the platform's limits (docs/platform-facts.md, C5.3). */
export type AlertCard = {
  form: 'card'
  source: string
  title: string
  description: string
  facts: { name: string; value: string }[]
  url: string
  buttons: { key: CardKey; text: string; style: number }[]
  task: string
}
/** What comes back in `card.clicked`. */
export type CardKey = 'claim' | 'done' | 'view'

const kindWords: Record<NewAlert['kind'], string> = {
  'new-lead': '新线索',
  opportunity: '商机提醒',
  churn: '流失提醒',
  order: '订单提醒',
}
const BLUE = 1
const GREY = 2

export function alertCard(given: {
  alert: Pick<NewAlert, 'id' | 'kind' | 'title' | 'advice' | 'contact'>
  contact: Contact
  /** Whom it goes to: the page opens in the WeCom of that member's company. */
  staff: StaffId
  publicUrl: string
}): AlertCard {
  const { alert, contact, staff, publicUrl } = given
  const company = scopeOf(staff)
  const name = contact.name ?? '未留姓名'
  const facts = [
    { name: '客户', value: contact.phoneMasked === null ? name : `${name} ${contact.phoneMasked}` },
    { name: '来源', value: sourceText(contact) },
    { name: '标签', value: contact.tags.slice(0, 3).join('、') },
    { name: '建议', value: alert.advice },
  ]
  const answer =
    alert.kind === 'new-lead'
      ? { key: 'claim' as const, text: '认领', style: BLUE }
      : { key: 'done' as const, text: '已处理', style: BLUE }
  return {
    form: 'card',
    source: 'Weilu 微路',
    title: cut(alert.title, 36) || kindWords[alert.kind],
    description: kindWords[alert.kind],
    facts: facts.filter(({ value }) => value !== '').map((fact) => ({ ...fact, value: cut(fact.value, 30) })),
    url: `${publicUrl}/sidebar/${company === '' ? '' : `?company=${company}`}#/contact/${alert.contact}`,
    buttons: [answer, { key: 'view', text: '查看', style: GREY }],
    task: alert.id,
  }
}

const cut = (text: string, length: number) => {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}
