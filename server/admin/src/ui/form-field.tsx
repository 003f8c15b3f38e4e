import type { ReactNode } from 'react'

type Told = string | null | undefined
const isTold = (text: Told): text is string => text !== null && text !== undefined && text !== ''

/** What the control itself must say, for who hears the page: that it is wrong, and which lines are about it. */
export function fieldAria(name: string, { hint, problem }: { hint?: Told; problem?: Told }) {
  const about = [isTold(problem) ? `${name}-problem` : '', isTold(hint) ? `${name}-hint` : ''].filter((id) => id !== '')
  return {
    'aria-invalid': isTold(problem),
    ...(about.length > 0 && { 'aria-describedby': about.join(' ') }),
  }
}

/** A label, the control, a hint and what is wrong with it. */
export function FormField({
  label,
  name,
  hint,
  problem,
  required,
  children,
}: {
  label: ReactNode
  name: string
  hint?: Told
  problem?: Told
  required?: boolean
  children: ReactNode
}) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={name}>
        {label}
        {required === true && (
          <span className="field-required" title="必填">
            *
          </span>
        )}
      </label>
      {children}
      {isTold(problem) && (
        <p id={`${name}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {isTold(hint) && (
        <p id={`${name}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  )
}
