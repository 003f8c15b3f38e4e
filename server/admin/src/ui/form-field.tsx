import type { ReactNode } from 'react'

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
  hint?: string | null | undefined
  problem?: string | null | undefined
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
      {problem !== null && problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {hint !== null && hint !== undefined && hint !== '' && <p className="field-hint">{hint}</p>}
    </div>
  )
}
