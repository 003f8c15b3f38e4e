import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import {
  PeopleMoved,
  type SegmentDetail,
  type SegmentMember,
  SegmentMemberPage,
} from '../../../../../shared/api/segments.ts'
import type { ContactId } from '../../../../../shared/ids.ts'
import { ask } from '../../api.ts'
import { Labels } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useTold } from '../../ui/use-told.ts'
import { useMay } from '../session/use-may.ts'
import { PersonPick } from './person-pick.tsx'
import { WhyDrawer } from './why-drawer.tsx'

/** Who is inside, page by page, and why anybody is or is not. */
export function SegmentMembers({ segment }: { segment: SegmentDetail }) {
  const queries = useQueryClient()
  const told = useTold()
  const may = useMay()
  const { modal } = App.useApp()
  const [asked, setAsked] = useState<{ contact: string; name: string } | null>(null)
  const path = `/segments/${segment.id}/members`
  const members = usePages({
    path,
    reply: SegmentMemberPage,
    ...(segment.progress === null ? {} : { every: 3_000 }),
  })
  const takeOut = (contact: ContactId) =>
    ask({ method: 'POST', path: `${path}/remove`, body: { contacts: [contact] } }, PeopleMoved)
      .then(() =>
        Promise.all([
          queries.invalidateQueries({ queryKey: [path] }),
          queries.invalidateQueries({ queryKey: ['/segments'] }),
        ]),
      )
      .catch((error: unknown) => told.failed('没有移出', error))
  const askTakeOut = ({ contact, name }: SegmentMember) =>
    modal.confirm({
      title: `把 ${name ?? '未命名客户'} 移出这个名单？`,
      content: '客户本身不受影响，之后可以再放入。',
      okText: '移出',
      cancelText: '取消',
      onOk: () => takeOut(contact),
    })

  const columns: readonly Column<SegmentMember>[] = [
    {
      name: 'name',
      title: '客户',
      width: '20%',
      show: (row) => (
        <Link to={`/contacts/${row.contact}`} className="name-link">
          {row.name ?? '未命名客户'}
        </Link>
      ),
    },
    { name: 'phone', title: '手机号', width: 130, show: (row) => row.phoneMasked ?? <span className="quiet">—</span> },
    { name: 'tags', title: '标签', width: '24%', show: (row) => <Labels words={row.tags} most={3} /> },
    {
      name: 'owner',
      title: '归属员工',
      width: 110,
      show: (row) => row.ownerName ?? <span className="quiet">未分配</span>,
    },
    { name: 'entered', title: '进入时间', width: 136, show: (row) => <Moment at={row.enteredAt} /> },
    {
      name: 'act',
      title: '操作',
      width: 90,
      show: (row) =>
        segment.kind === 'dynamic' ? (
          <button
            type="button"
            className="link-button"
            onClick={() => setAsked({ contact: row.contact, name: row.name ?? '未命名客户' })}
          >
            为什么
          </button>
        ) : may.change && segment.state === 'active' ? (
          <button type="button" className="link-button" onClick={() => askTakeOut(row)}>
            移出
          </button>
        ) : null,
    },
  ]
  return (
    <Card
      title="人群里的客户"
      extra={
        segment.kind === 'dynamic' ? (
          <PersonPick
            id="segment-why"
            label="查一位客户"
            placeholder="查一位客户在不在、为什么"
            onPick={(person) => setAsked(person)}
          />
        ) : undefined
      }
    >
      <Table
        label="人群里的客户"
        columns={columns}
        pages={members}
        rowKey={(row) => row.contact}
        minWidth={760}
        empty={
          segment.progress !== null ? (
            <Empty title="正在计算" text="算出来的客户会陆续出现在这里。" />
          ) : segment.kind === 'dynamic' ? (
            <Empty title="现在没有人满足条件" text="以后满足条件的客户会自动进入；也可以放宽条件再看。" />
          ) : (
            <Empty
              title="名单还是空的"
              text={
                may.change ? '用右上角的“放入客户”选择客户、上传名单或从别的人群抽取。' : '放入客户以后，会列在这里。'
              }
            />
          )
        }
      />
      {asked !== null && <WhyDrawer segment={segment} person={asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}
