import type { AccountSummary } from '../../../../shared/api/accounts.ts'
import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { type Choice, type Field, type Member, senderKindOf } from './field.ts'
import { withMember } from './field-values.ts'

type Accounts = readonly AccountSummary[]

/** The member that chooses the sender, and from which kind of account. */
export function senderMember(members: readonly Member[]): { name: string; kind: AccountSummary['kind'] } | null {
  for (const { name, field } of members) {
    const kind = senderKindOf(field)
    if (kind !== null) return { name, kind }
  }
  return null
}

/** Of a company several apps may be connected; the one that deals with customers sends. */
export function senderChoices(kind: AccountSummary['kind'], accounts: Accounts): Choice[] {
  const named = new Map<string, string>()
  for (const { kind: own, appId, name, customerContact } of accounts) {
    const sends = own !== 'wecom' || customerContact
    if (own === kind && sends && !named.has(appId)) named.set(appId, name)
  }
  return [...named].map(([value, label]) => ({ value, label }))
}

/** With one account there is nothing to choose, unless something else was chosen before. */
export const nothingToChoose = (field: Field, value: unknown, accounts: Accounts): boolean => {
  const kind = senderKindOf(field)
  return kind !== null && (value === undefined || value === '') && senderChoices(kind, accounts).length < 2
}

type TemplateSort = Catalogue['templates'][number]['sort']
/** Whether a field wants a template of messages or of notices. */
export const sortOf = (field: Field): TemplateSort => (field.kind === 'text' && field.notices ? 'notice' : 'message')

/** The templates that can leave through the chosen account, or through any of its kind. */
export function templatesFor(
  templates: Catalogue['templates'],
  sender: { kind: AccountSummary['kind']; appId: string | null } | null,
  { accounts, sort }: { accounts: Accounts; sort: TemplateSort },
): Catalogue['templates'] {
  const own = templates.filter((template) => template.sort === sort)
  if (sender === null) return own
  const owners = accounts.filter(({ kind, appId }) => kind === sender.kind && (sender.appId ?? appId) === appId)
  const ids = new Set(owners.map(({ id }) => String(id)))
  return own.filter(({ account }) => ids.has(account))
}

/**
 * A template and its sender keep together: choosing a template chooses the account it belongs to where there are several,
 * and another account has other templates.
 */
export function withSender(given: {
  members: readonly Member[]
  name: string
  next: unknown
  value: Record<string, unknown>
  catalogue: Pick<Catalogue, 'templates'>
  accounts: Accounts
}): Record<string, unknown> {
  const { members, name, next, value, accounts } = given
  const { templates } = given.catalogue
  const sender = senderMember(members)
  const picked = members.find(({ field }) => field.kind === 'text' && field.widget === 'template')
  if (sender === null || picked === undefined) return value
  const { name: template, field } = picked
  if (name === template && senderChoices(sender.kind, accounts).length > 1) {
    const owner = templates.find(({ id }) => id === next)?.account
    const appId = accounts.find(({ id }) => id === owner)?.appId
    return appId === undefined ? value : withMember(value, sender.name, appId)
  }
  if (name !== sender.name || typeof next !== 'string') return value
  const offered = templatesFor(templates, { kind: sender.kind, appId: next }, { accounts, sort: sortOf(field) })
  return offered.some(({ id }) => id === value[template]) ? value : withMember(value, template, undefined)
}
