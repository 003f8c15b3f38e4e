import type { CustomerContext } from '../../../shared/api/staff.ts'

type Props = { advice: CustomerContext['advice'] | null; busy: boolean; onAct: () => void; onWrite: () => void }

/** Within the thumb's reach: writing a note always, the advised action once its own button has scrolled away. */
export function ActionBar({ advice, busy, onAct, onWrite }: Props) {
  return (
    <nav class="bar">
      <button type="button" class="quiet" onClick={onWrite}>
        写跟进
      </button>
      {advice !== null && (
        <button type="button" class="primary" disabled={busy} onClick={onAct}>
          {advice.label}
        </button>
      )}
    </nav>
  )
}
