import { useQueryClient } from '@tanstack/react-query'
import { Progress } from 'antd'
import { Link, useNavigate } from 'react-router'
import { ImportPage, type ImportSummary } from '../../../../../shared/api/system.ts'
import { addressOf } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { tabs } from '../contacts/tabs.ts'
import { useMay } from '../session/use-may.ts'
import { ImportUpload } from './import-upload.tsx'

function State({ row, mayOpen }: { row: ImportSummary; mayOpen: boolean }) {
  switch (row.state) {
    case 'mapping':
      return mayOpen ? <Link to={`/contacts/imports/${row.id}`}>待核对各列</Link> : <Label>待核对各列</Label>
    case 'ready':
      return mayOpen ? <Link to={`/contacts/imports/${row.id}`}>待开始，看预览</Link> : <Label>待开始</Label>
    case 'previewing':
    case 'running':
      return <Progress percent={Math.round(row.progress * 100)} size="small" status="active" />
    case 'done':
      return <Label tone="good">已完成</Label>
    case 'failed':
      return (
        <>
          <Label tone="bad">{row.rows === 0 ? '未导入' : '读到一半停止'}</Label>{' '}
          <span className="bad">{row.problem}</span>
        </>
      )
    case 'cancelled':
      return <Label>已取消</Label>
  }
}

const unitOf = ({ object }: ImportSummary) => (object === null ? '人' : '条')

const columnsFor = (mayOpen: boolean): readonly Column<ImportSummary>[] => [
  {
    name: 'file',
    title: '文件',
    width: '20%',
    wrap: true,
    show: (row) => (
      <>
        {mayOpen ? (
          <Link to={`/contacts/imports/${row.id}`} className="name-link" title={row.file}>
            {row.file}
          </Link>
        ) : (
          row.file
        )}
        {row.object !== null && (
          <>
            {' '}
            <Label>{row.object.label}</Label>
          </>
        )}
      </>
    ),
  },
  { name: 'state', title: '进度', width: '20%', wrap: true, show: (row) => <State row={row} mayOpen={mayOpen} /> },
  { name: 'rows', title: '已读', numeric: true, show: (row) => `${count(row.rows)} 行` },
  { name: 'created', title: '新建', numeric: true, show: (row) => `${count(row.created)} ${unitOf(row)}` },
  {
    name: 'merged',
    title: '合并',
    numeric: true,
    show: (row) => (row.object === null ? `${count(row.merged)} 人` : '—'),
  },
  { name: 'updated', title: '更新', wide: true, numeric: true, show: (row) => `${count(row.updated)} ${unitOf(row)}` },
  {
    name: 'refused',
    title: '未导入',
    numeric: true,
    width: 120,
    wrap: true,
    show: (row) =>
      row.refused + row.remarked === 0 ? (
        '0 行'
      ) : !mayOpen ? (
        <LeftOut row={row} />
      ) : (
        <a href={addressOf(`/imports/${row.id}/refused.csv`)} download title="下载没有导入和有提醒的行，以及每行的原因">
          <LeftOut row={row} /> · 下载
        </a>
      ),
  },
  { name: 'at', title: '开始时间', width: 136, show: (row) => <Moment at={row.startedAt} /> },
]

const LeftOut = ({ row: { refused, remarked } }: { row: ImportSummary }) => (
  <>
    {count(refused)} 行{remarked > 0 && `，${count(remarked)} 行有提醒`}
  </>
)

export function ImportsPage() {
  const may = useMay()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const imports = usePages({ path: '/imports', reply: ImportPage, every: 2_000 })
  return (
    <Page title="人群与客户" tabs={tabs}>
      {may.change && (
        <ImportUpload
          onUploaded={({ summary }) => {
            void queries.invalidateQueries({ queryKey: ['/imports'] })
            void navigate(`/contacts/imports/${summary.id}`)
          }}
        />
      )}
      <div className="card">
        <Table
          label="导入记录"
          columns={columnsFor(may.change)}
          pages={imports}
          rowKey={(row) => row.id}
          minWidth={900}
          empty={
            <Empty
              title="还没有导入过"
              text="上传文件后先预览，再导入；系统按手机号和 CRM 编号与已有客户合并；格式不对的行会单独列出，其余照常导入。"
            />
          }
        />
      </div>
    </Page>
  )
}
