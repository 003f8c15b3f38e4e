import type { WalkSummary } from '../../../shared/api/contacts.ts'
import { sayTime } from '../../../shared/say-time.ts'

export function Walks({ walks, now }: { walks: WalkSummary[]; now: Date }) {
  const inside = walks.filter((walk) => walk.state === 'at')
  return (
    <section class="card">
      <h2>正在经历的旅程</h2>
      {inside.length === 0 && <p class="secondary">现在不在任何旅程里，没有自动消息会发给这位客户。</p>}
      <ul class="walks">
        {inside.map((walk) => (
          <li key={walk.enrollment}>
            <p class="row between">
              <strong>{walk.journeyName}</strong>
              <span class="secondary keep">{sayTime(walk.enteredAt, now)} 进入</span>
            </p>
            <p class="secondary">{walk.next ?? walk.nodeLabel ?? '即将进行下一步'}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
