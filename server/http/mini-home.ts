import type { MiniHome } from '../../shared/api/mini.ts'
import type { Contact } from '../../shared/contact.ts'

type Surroundings = {
  advisor: MiniHome['advisor']
  staff: MiniHome['staff']
  templates: readonly { template: string; title: string }[]
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** What a follower sees of themselves. */
export function homeOf(contact: Contact, { advisor, staff, templates }: Surroundings): MiniHome {
  return {
    name: contact.name,
    level: textOf(contact.attributes.level),
    vipExpiresAt: textOf(contact.attributes.vipExpiresAt),
    phoneMasked: contact.phoneMasked,
    advisor,
    subscriptions: templates.map(({ template, title }) => ({
      template,
      title,
      left: contact.grants[template] ?? 0,
    })),
    staff,
  }
}
