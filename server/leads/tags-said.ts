import type { TagSaid } from '../../shared/api/contacts.ts'
import { type Contact, provenanceOfTag } from '../../shared/contact.ts'

const kinds: Readonly<Record<string, string>> = {
  staff: '同事手工',
  rule: '标签规则',
  oa: '公众号标签同步',
  wecom: '企业微信标签同步',
  'crm-import': 'CRM 导入',
  form: '表单',
  api: '接口写入',
  web: '网页 SDK',
}

/** Who gave each tag of a person, and when; of older ones nobody may know. */
export function tagsSaidOf(
  { tags, provenance }: Pick<Contact, 'tags' | 'provenance'>,
  { journey, strengths }: { journey(id: string): string; strengths: ReadonlyMap<string, number> },
): TagSaid[] {
  return tags.map((tag) => {
    const said = provenance[provenanceOfTag(tag)]
    const by = said === undefined ? null : giverOf(said.source, journey)
    return { tag, by, at: said?.at ?? null, strength: strengths.get(tag) ?? null }
  })
}

/** Only then anything is known of how strong a tag is. */
export const hasHabits = ({ tags, provenance }: Pick<Contact, 'tags' | 'provenance'>): boolean =>
  tags.some((tag) => provenance[provenanceOfTag(tag)]?.source === 'rule:habit')

function giverOf(source: string, journey: (id: string) => string): string {
  const [kind = '', ...rest] = source.split(':')
  const name = rest.join(':')
  if (kind === 'journey') return `旅程「${journey(name)}」`
  if (kind === 'staff' && name !== '') return name
  if (kind === 'rule' && name === 'habit') return '行为规则'
  return kinds[kind] ?? kinds[kind.split('.')[0] ?? ''] ?? source
}
