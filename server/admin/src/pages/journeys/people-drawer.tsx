import { Button, Drawer } from 'antd'
import { Link } from 'react-router'
import { type Catalogue, EnrollmentPage, type EnrollmentRow } from '../../../../../shared/api/journeys.ts'
import type { NodeId } from '../../../../../shared/ids.ts'
import type { DrawnNode } from '../../canvas/edit.ts'
import { Moment } from '../../ui/moment.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { nameOf } from '../contacts/words.ts'

function Person({ row }: { row: EnrollmentRow }) {
  const last = row.trail.at(-1)
  return (
    <li className="walk">
      <div className="timeline-head">
        <Link to={`/contacts/${row.contact}`} className="name-link">
          {nameOf({ name: row.contactName })}
        </Link>
        <span className="quiet small">第 {row.version} 版</span>
      </div>
      <p className="quiet small">
        进入旅程于 <Moment at={row.enteredAt} />
        {row.until !== null && (
          <>
            ，最晚等到 <Moment at={row.until} />
          </>
        )}
      </p>
      {last !== undefined && <p className="quiet small">上一步：{last.why}</p>}
    </li>
  )
}

/** Who stands at one node now. */
export function PeopleDrawer({
  journey,
  node,
  nodes,
  catalogue,
  onClose,
}: {
  journey: string
  node: NodeId | null
  nodes: readonly DrawnNode[]
  catalogue: Catalogue
  onClose: () => void
}) {
  const type = nodes.find((one) => one.id === node)?.type
  const label = catalogue.nodes.find((one) => one.type === type)?.label ?? '节点'
  const pages = usePages({
    path: '/enrollments',
    query: { journey, node },
    reply: EnrollmentPage,
    enabled: node !== null,
    every: 5_000,
  })
  return (
    <Drawer title={`此刻停在“${label}”的客户`} open={node !== null} onClose={onClose} size={400}>
      {pages.rows === null &&
        (pages.error === null ? <Bones /> : <Failed what="名单" error={pages.error} onRetry={pages.retry} />)}
      {pages.rows?.length === 0 && <Empty title="现在没有人停在这里" text="有人走到这一步时，会列在这里。" />}
      <ul className="plain-list">
        {pages.rows?.map((row) => (
          <Person key={row.id} row={row} />
        ))}
      </ul>
      {pages.more !== null && (
        <Button block onClick={pages.more} loading={pages.loadingMore}>
          加载更多
        </Button>
      )}
    </Drawer>
  )
}
