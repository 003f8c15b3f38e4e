import { Link } from 'react-router'
import { hiddenLabels, type Look, LookPage } from '../../../../../shared/api/privacy.ts'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'

const columns: readonly Column<Look>[] = [
  { name: 'who', title: '谁', width: 96, show: (row) => row.userName },
  { name: 'at', title: '时间', width: 104, show: (row) => <Moment at={row.at} /> },
  {
    name: 'what',
    title: '看了什么',
    width: '18%',
    wrap: true,
    show: (row) => row.what.map((one) => hiddenLabels[one]).join('、'),
  },
  {
    name: 'whom',
    title: '谁的',
    width: '24%',
    wrap: true,
    show: (row) =>
      row.contact === null ? (
        row.file
      ) : (
        <Link to={`/contacts/${row.contact}`}>
          <code className="code">{row.contact}</code>
        </Link>
      ),
  },
  { name: 'reason', title: '原因', wrap: true, show: (row) => row.reason },
  { name: 'ip', title: 'IP', width: 128, wide: true, show: (row) => row.ip },
]

/** Every look at a full number: who, when, whom, why. What was seen is not kept. */
export function LooksCard() {
  const pages = usePages({ path: '/privacy/looks', reply: LookPage })
  return (
    <Card title="完整号码查看记录">
      <Table
        label="查看记录"
        columns={columns}
        pages={pages}
        rowKey={(row) => row.id}
        minWidth={760}
        empty={
          <Empty
            title="还没有人查看过完整号码"
            text="手机号、邮箱和身份证号平时只显示一部分。运营和管理员写明原因后可以查看完整的，每一次都记在这里。"
          />
        }
      />
    </Card>
  )
}
