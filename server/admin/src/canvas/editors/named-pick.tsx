import { Select } from 'antd'
import { noChoices, useFormWorld } from './form-world.ts'
import { type NamedWidget, namedChoices, namedWords } from './named-choices.ts'

type Given = { id: string; widget: NamedWidget; onChange: (value: unknown) => void }

/** Known by an id that tells nobody anything. */
const byId = (widget: NamedWidget) => widget === 'journey' || widget.startsWith('segment')

/** A list of what can be named. What is chosen and gone stays to be seen, in red, and can be taken out. */
function useNamed(widget: NamedWidget, chosen: readonly string[]) {
  const { choices, own } = useFormWorld()
  const word = namedWords[widget]
  const waiting = choices === noChoices
  const offered = namedChoices({ widget, choices, own, chosen })
  const missing = chosen.filter((one) => offered.every(({ value }) => value !== one))
  const label = (one: string) => (waiting ? '…' : byId(widget) ? `已删除的${word}` : `${one}（已不存在）`)
  return {
    word,
    select: {
      className: 'full',
      loading: waiting,
      showSearch: { optionFilterProp: 'label' },
      notFoundContent: waiting ? '正在读取…' : offered.length === 0 ? `还没有${word}` : `没有找到这个${word}`,
      options: [...offered, ...missing.map((value) => ({ value, label: label(value) }))],
      ...(missing.length > 0 && !waiting ? { status: 'error' as const } : {}),
    },
  }
}

/** Some of the things that conditions and nodes name, by the names people know. */
export function NamesPick({ id, widget, value, onChange }: Given & { value: readonly string[] }) {
  const { word, select } = useNamed(widget, value)
  return (
    <Select
      {...select}
      id={id}
      mode="multiple"
      value={[...value]}
      placeholder={`选择${word}，可多选`}
      onChange={(next: string[]) => onChange(next)}
    />
  )
}

/** One of them. */
export function NamedPick({ id, widget, value, onChange }: Given & { value: string | null }) {
  const { word, select } = useNamed(widget, value === null ? [] : [value])
  return (
    <Select
      {...select}
      id={id}
      value={value}
      placeholder={`选择${word}`}
      allowClear
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
    />
  )
}
