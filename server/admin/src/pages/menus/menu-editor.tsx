import { Button } from 'antd'
import { EntryFields } from './entry-fields.tsx'
import { type DraftButton, type DraftEntry, newButton, newEntry } from './menu-draft.ts'

type Problems = ReadonlyMap<string, string>

const replaced = <T,>(list: readonly T[], at: number, next: T | null): T[] =>
  list.flatMap((one, index) => (index === at ? (next === null ? [] : [next]) : [one]))

/** Up to three buttons, each doing something or opening up to five entries. */
export function MenuEditor({
  draft,
  problems,
  onChange,
}: {
  draft: readonly DraftButton[]
  problems: Problems
  onChange: (draft: DraftButton[]) => void
}) {
  return (
    <div className="menu-editor">
      {draft.map((button, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place; its fields hold no state of their own
        <fieldset key={at} className="menu-editor-button">
          <legend>
            第 {at + 1} 项
            <Button type="link" size="small" onClick={() => onChange(replaced(draft, at, null))}>
              删除
            </Button>
          </legend>
          <EntryFields
            place={`${at}`}
            top
            entry={button}
            problems={problems}
            onChange={(next) => onChange(replaced(draft, at, { ...button, ...next }))}
          />
          {button.does === 'group' && (
            <Entries
              place={`${at}.entries`}
              entries={button.entries}
              problems={problems}
              onChange={(entries) => onChange(replaced(draft, at, { ...button, entries }))}
            />
          )}
        </fieldset>
      ))}
      <Button disabled={draft.length >= 3} onClick={() => onChange([...draft, newButton()])}>
        添加菜单项
      </Button>
    </div>
  )
}

function Entries({
  place,
  entries,
  problems,
  onChange,
}: {
  place: string
  entries: readonly DraftEntry[]
  problems: Problems
  onChange: (entries: DraftEntry[]) => void
}) {
  const problem = problems.get(place)
  return (
    <div className="menu-editor-entries">
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place
        <div key={at} className="menu-editor-entry">
          <EntryFields
            place={`${place}.${at}`}
            top={false}
            entry={entry}
            problems={problems}
            onChange={(next) => onChange(replaced(entries, at, next))}
          />
          <Button type="link" size="small" onClick={() => onChange(replaced(entries, at, null))}>
            删除这一子项
          </Button>
        </div>
      ))}
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <Button size="small" disabled={entries.length >= 5} onClick={() => onChange([...entries, newEntry()])}>
        添加子项
      </Button>
    </div>
  )
}
