import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { isSchema } from '../field.ts'
import { entriesOf, type Row, rowsOf, sameEntries } from './entries.ts'

/** Names and values, one pair a line. A name that is not written yet waits here and is no setting. */
export function EntriesControl({
  id,
  value,
  onChange,
}: {
  id: string
  value: unknown
  onChange: (value: unknown) => void
}) {
  const given = isSchema(value) ? value : {}
  const next = useRef(0)
  const numbered = (pairs: readonly [string, string][]): Row[] =>
    pairs.map(([name, text]) => {
      next.current += 1
      return { key: next.current, name, text }
    })
  const [own, setOwn] = useState<Row[]>(() => numbered(rowsOf(given)))
  // Undone, or another node was chosen: what is shown is no longer what was typed here.
  const rows = sameEntries(entriesOf(own), given) ? own : numbered(rowsOf(given))
  const change = (changed: Row[]) => {
    setOwn(changed)
    onChange(entriesOf(changed))
  }
  const set = (key: number, part: Partial<Row>) =>
    change(rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  return (
    <div className="entries">
      {rows.map((row, index) => (
        <div key={row.key} className="entries-row">
          <Input
            {...(index === 0 ? { id } : {})}
            aria-label={`第 ${index + 1} 项的名称`}
            placeholder="名称"
            value={row.name}
            onChange={(event) => set(row.key, { name: event.target.value.trim() })}
          />
          <Input
            aria-label={`第 ${index + 1} 项的内容`}
            placeholder="内容"
            value={row.text}
            onChange={(event) => set(row.key, { text: event.target.value })}
          />
          <button
            type="button"
            className="link-button small"
            aria-label={`删除第 ${index + 1} 项`}
            onClick={() => change(rows.filter(({ key }) => key !== row.key))}
          >
            删除
          </button>
        </div>
      ))}
      <Button size="small" onClick={() => setOwn([...rows, ...numbered([['', '']])])}>
        添加一项
      </Button>
    </div>
  )
}
