import type { RefObject } from 'preact'
import type { CustomerContext } from '../../../shared/api/staff.ts'
import type { StaffId } from '../../../shared/ids.ts'

type Props = {
  context: CustomerContext
  me: StaffId
  busy: boolean
  onAct: () => void
  button: RefObject<HTMLButtonElement>
}

export function AdviceCard({ context, me, busy, onAct, button }: Props) {
  const { advice, lead, mayClaim } = context
  const another = lead !== null && lead.owner !== null && lead.owner !== me ? (lead.ownerName ?? lead.owner) : null
  const able = advice.action !== 'none' && (advice.action !== 'claim' || mayClaim)
  return (
    <section class="card advice">
      <h2>现在该做什么</h2>
      {another !== null && <p class="banner">这条线索已由{another}认领。跟进前请先和同事说一声。</p>}
      <p>{advice.sentence}</p>
      {able && (
        <button ref={button} type="button" class="primary" disabled={busy} onClick={onAct}>
          {busy ? '请稍候…' : advice.label}
        </button>
      )}
    </section>
  )
}
