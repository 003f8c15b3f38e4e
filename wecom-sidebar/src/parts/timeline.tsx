import type { TimelineItem } from '../../../shared/api/contacts.ts'
import { sayTime } from '../../../shared/say-time.ts'

const NEWEST = 10

export function Timeline({ items, now }: { items: TimelineItem[]; now: Date }) {
  return (
    <section class="card">
      <h2>最近发生的事</h2>
      {items.length === 0 && <p class="secondary">还没有记录。客户的每一次互动都会出现在这里。</p>}
      <ol class="timeline">
        {items.slice(0, NEWEST).map((item) => (
          <li key={item.event.id} class={item.kind}>
            <p>{item.title}</p>
            {item.why !== null && <p class="secondary">{item.why}</p>}
            <time class="secondary" dateTime={item.event.at.toISOString()}>
              {sayTime(item.event.at, now)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}
