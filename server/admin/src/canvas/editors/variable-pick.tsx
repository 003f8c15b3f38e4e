import { Select } from 'antd'
import { createContext, useContext, useRef } from 'react'
import { variableGroups } from '../../../../../shared/variables.ts'
import { useFormWorld } from './form-world.ts'

/** Whether the fields below are of a message: only there variables are filled. */
export const InMessage = createContext(false)

type Caret = { start: number; end: number }

/**
 * What a text field and the list of variables beside it share: the caret as it was last, so that a variable goes where
 * one was writing; behind the text when nobody was yet.
 */
export function useVariables(id: string, text: string, onChange: (text: string) => void) {
  const inMessage = useContext(InMessage)
  const caret = useRef<Caret | null>(null)
  const insert = (name: string) => {
    const { start, end } = caret.current ?? { start: text.length, end: text.length }
    const variable = name === 'name' ? '{{name|您}}' : `{{${name}|}}`
    onChange(`${text.slice(0, start)}${variable}${text.slice(end)}`)
    // Between the bar and the braces, where the text for who has no value is written.
    const place = start + variable.length - 2
    caret.current = { start: place, end: place }
    requestAnimationFrame(() => {
      const field = document.getElementById(id)
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
      field.focus()
      field.setSelectionRange(place, place)
    })
  }
  const onBlur = ({ currentTarget: { selectionStart, selectionEnd } }: Left) => {
    if (selectionStart !== null && selectionEnd !== null) caret.current = { start: selectionStart, end: selectionEnd }
  }
  return { watched: { onBlur }, pick: inMessage ? <VariablePick onPick={insert} /> : null }
}
type Left = { currentTarget: { selectionStart: number | null; selectionEnd: number | null } }

function VariablePick({ onPick }: { onPick: (name: string) => void }) {
  const { choices } = useFormWorld()
  return (
    <Select
      className="variable-pick"
      aria-label="插入变量"
      size="small"
      variant="borderless"
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="插入变量"
      popupMatchSelectWidth={280}
      notFoundContent="没有找到这个变量"
      value={null}
      options={variableGroups(choices).map((group) => ({ label: group.label, options: group.choices }))}
      onSelect={(name: string | null) => name !== null && onPick(name)}
    />
  )
}
