import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { type TimelineItem, TimelinePage } from '../../../../../shared/api/contacts.ts'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { usePages } from '../../ui/use-pages.ts'

function Line({ item }: { item: TimelineItem }) {
  const [open, setOpen] = useState(false)
  return (
    <li className={`timeline-item timeline-${item.kind}`}>
      <div className="timeline-head">
        <span className="timeline-title">{item.title}</span>
        <Moment at={item.event.at} />
      </div>
      {item.why !== null && item.why !== '' && (
        <>
          <button type="button" className="link-button small" aria-expanded={open} onClick={() => setOpen(!open)}>
            为什么
          </button>
          {open && <p className="timeline-why">{item.why}</p>}
        </>
      )}
    </li>
  )
}

type Kind = 'all' | 'behaviour' | 'decision'

/** What happened to the person and what we decided, newest first. */
export function ContactTimeline({ contact }: { contact: string }) {
  const [kind, setKind] = useState<Kind>('all')
  const pages = usePages({
    path: `/contacts/${contact}/timeline`,
    query: { kind: kind === 'all' ? '' : kind },
    reply: TimelinePage,
    every: 5_000,
  })
  return (
    <Card
      title="时间线"
      extra={
        <Segmented<Kind>
          value={kind}
          onChange={setKind}
          options={[
            { value: 'all', label: '全部' },
            { value: 'behaviour', label: '客户行为' },
            { value: 'decision', label: '系统动作' },
          ]}
        />
      }
    >
      {pages.rows === null && pages.error !== null && (
        <Failed what="时间线" error={pages.error} onRetry={pages.retry} />
      )}
      {pages.rows === null && pages.error === null && <Bones lines={6} />}
      {pages.rows?.length === 0 && (
        <Empty title="还没有记录" text="客户的关注、点击、提交，以及系统替你做的每一步，都会按时间列在这里。" />
      )}
      {pages.rows !== null && pages.rows.length > 0 && (
        <ol className="timeline">
          {pages.rows.map((item) => (
            <Line key={item.event.id} item={item} />
          ))}
        </ol>
      )}
      {pages.more !== null && (
        <Button block onClick={pages.more} loading={pages.loadingMore}>
          更早的记录
        </Button>
      )}
    </Card>
  )
}
