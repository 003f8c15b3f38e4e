import { Select } from 'antd'
import { useFormWorld } from './form-world.ts'
import { type NamedWidget, namedChoices, namedWords } from './named-choices.ts'

/** Some of them. What is gone stays to be seen, and can be taken out. */
export function NamesPick({
  id,
  widget,
  value,
  onChange,
}: {
  id: string
  widget: NamedWidget
  value: readonly string[]
  onChange: (value: unknown) => void
}) {
  const { choices, own } = useFormWorld()
  const offered = namedChoices({ widget, choices, own, value: null })
  const gone = value.filter((one) => offered.every((choice) => choice.value !== one))
  const word = namedWords[widget]
  return (
    <Select
      id={id}
      className="full"
      mode="multiple"
      value={[...value]}
      placeholder={`选择${word}，可多选`}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent={offered.length === 0 ? `还没有${word}` : `没有找到这个${word}`}
      {...(gone.length > 0 ? { status: 'error' as const } : {})}
      options={[...offered, ...gone.map((one) => ({ value: one, label: `${one}（已不存在）` }))]}
      onChange={(next: string[]) => onChange(next)}
    />
  )
}

/** One of the things that conditions and nodes name, by the name people know. */
export function NamedPick({
  id,
  widget,
  value,
  onChange,
}: {
  id: string
  widget: NamedWidget
  value: string | null
  onChange: (value: unknown) => void
}) {
  const { choices, own } = useFormWorld()
  const offered = namedChoices({ widget, choices, own, value })
  const gone = value !== null && offered.every((one) => one.value !== value)
  const byId = widget === 'journey' || widget.startsWith('segment')
  const word = namedWords[widget]
  return (
    <Select
      id={id}
      className="full"
      value={value}
      placeholder={`选择${word}`}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent={offered.length === 0 ? `还没有${word}` : `没有找到这个${word}`}
      {...(gone ? { status: 'error' as const } : {})}
      options={gone ? [...offered, { value, label: byId ? `已删除的${word}` : `${value}（已不存在）` }] : offered}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
    />
  )
}
