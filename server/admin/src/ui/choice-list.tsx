import { Segmented } from 'antd'
import { useSearchParams } from 'react-router'
import { Table, type TableProps } from './table.tsx'

export type Choice<Value extends string> = { value: Value; label: string }

/** What is chosen stands in the address, so that it can be linked to; the first choice is the one without a word there. */
export function useChoice<Value extends string>(name: string, choices: readonly [Choice<Value>, ...Choice<Value>[]]) {
  const [address, setAddress] = useSearchParams()
  const [first] = choices
  const chosen = choices.find((choice) => choice.value === address.get(name)) ?? first
  const choose = (value: string) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === first.value) after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  return { choices, value: chosen.value, choose }
}

/** A list under a row of choices, of which one holds. */
export function ChoiceList<Row, Value extends string>({
  choice,
  ...table
}: TableProps<Row> & { choice: ReturnType<typeof useChoice<Value>> }) {
  return (
    <div className="card">
      <div className="filters">
        <Segmented<string> value={choice.value} onChange={choice.choose} options={[...choice.choices]} />
      </div>
      <Table {...table} />
    </div>
  )
}
