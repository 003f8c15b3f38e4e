import type { AttributeValue } from '../../shared/contact.ts'
import type { ObjectType } from '../../shared/schema/definitions.ts'
import type { ObjectRow } from '../store/objects.ts'

const SHOWN = 5
/** Two numbers may look alike masked. */
const keyOf = ({ sealed = [] }: Pick<ObjectRow, 'sealed'>, name: string) =>
  sealed.find(({ field }) => field === name)?.key
const words = (value: AttributeValue): string => {
  const text =
    typeof value === 'boolean' ? (value ? '是' : '否') : Array.isArray(value) ? value.join('、') : String(value)
  return text.length > 20 ? `${text.slice(0, 20)}…` : text
}

/** What a new word changes of a row, in sentences: a row is told whole, so what it does not say is gone. */
export function changesOfRow(
  row: Pick<ObjectRow, 'fields' | 'claim' | 'sealed'>,
  held: Pick<ObjectRow, 'fields' | 'claim' | 'sealed'>,
  object: Pick<ObjectType, 'fields'>,
): string[] {
  const labels = new Map(object.fields.map(({ name, label }) => [name, label]))
  const names = [...new Set([...Object.keys(held.fields), ...Object.keys(row.fields)])]
  const said = names.flatMap((name) => {
    const [before, after] = [held.fields[name], row.fields[name]]
    if (JSON.stringify(before) === JSON.stringify(after) && keyOf(held, name) === keyOf(row, name)) return []
    const label = labels.get(name) ?? name
    if (after === undefined) return [`清空${label}`]
    return [before === undefined ? `${label}：${words(after)}` : `${label}：${words(before)} → ${words(after)}`]
  })
  if (said.length === 0) return [row.claim === held.claim ? '时间有变' : '属于另一位客户']
  return said.length > SHOWN ? [...said.slice(0, SHOWN), `等 ${said.length} 处`] : said
}
