import { Button, Drawer } from 'antd'
import { Link } from 'react-router'
import { type Catalogue, EnrollmentPage, type EnrollmentRow } from '../../../../../shared/api/journeys.ts'
import type { NodeId } from '../../../../../shared/ids.ts'
import type { DrawnNode } from '../../canvas/edit.ts'
import { Moment } from '../../ui/moment.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { nameOf } from '../contacts/words.ts'

/** Those at one node, or those in a version before this one. */
export type Asked = { node: NodeId | null; before: number | null }

function Person({ row, place }: { row: EnrollmentRow; place: string | null }) {
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
      {place !== null && <p className="quiet small">停在：{place}</p>}
      {last !== undefined && <p className="quiet small">上一步：{last.why}</p>}
    </li>
  )
}

/** Who stands at one node now, or who still walks an older version. */
export function PeopleDrawer({
  journey,
  asked,
  nodes,
  catalogue,
  onClose,
}: {
  journey: string
  asked: Asked | null
  nodes: readonly DrawnNode[]
  catalogue: Catalogue
  onClose: () => void
}) {
  const labelOf = (id: NodeId | null): string => {
    const type = nodes.find((one) => one.id === id)?.type
    return catalogue.nodes.find((one) => one.type === type)?.label ?? '新版本里已删去的节点'
  }
  const node = asked?.node ?? null
  const pages = usePages({
    path: '/enrollments',
    query: { journey, node, before: asked?.before ?? null },
    reply: EnrollmentPage,
    enabled: asked !== null,
    every: 5_000,
  })
  return (
    <Drawer
      title={node === null ? '还在走旧版本的客户' : `此刻停在“${labelOf(node)}”的客户`}
      open={asked !== null}
      onClose={onClose}
      size={400}
    >
      {pages.rows === null &&
        (pages.error === null ? <Bones /> : <Failed what="名单" error={pages.error} onRetry={pages.retry} />)}
      {pages.rows?.length === 0 && <Empty title="现在没有人停在这里" text="有人走到这一步时，会列在这里。" />}
      <ul className="plain-list">
        {pages.rows?.map((row) => (
          <Person key={row.id} row={row} place={node === null ? labelOf(row.node) : null} />
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
