import { Drawer } from 'antd'
import { Link } from 'react-router'
import { ObjectRowPage, type ObjectRowView } from '../../../../../shared/api/objects.ts'
import type { ObjectType } from '../../../../../shared/schema/definitions.ts'
import { Moment } from '../../ui/moment.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { valueWords } from '../contacts/words.ts'

/** As many fields as a drawer holds beside key, person and time. */
const SHOWN = 4

type Props = { object: ObjectType; mayImport: boolean; onClose: () => void }

export function RowsDrawer({ object, mayImport, onClose }: Props) {
  const rows = usePages({ path: `/objects/${object.name}`, reply: ObjectRowPage })
  const beside = new Set([object.keyField, object.timeField])
  const columns: readonly Column<ObjectRowView>[] = [
    {
      name: 'key',
      title: object.fields.find(({ name }) => name === object.keyField)?.label ?? '主键',
      show: (row) => row.externalId,
    },
    {
      name: 'contact',
      title: '客户',
      show: (row) =>
        row.contact === null ? (
          <span className="quiet">未关联</span>
        ) : (
          <Link to={`/contacts/${row.contact}`} className="name-link">
            {row.contactName ?? '未命名客户'}
          </Link>
        ),
    },
    ...object.fields
      .filter(({ name }) => !beside.has(name))
      .slice(0, SHOWN)
      .map((field) => ({
        name: field.name,
        title: field.label,
        numeric: field.type === 'number',
        show: (row: ObjectRowView) => valueWords(row.fields[field.name]),
      })),
    { name: 'at', title: '时间', width: 124, show: (row) => <Moment at={row.at} /> },
  ]
  return (
    <Drawer
      open
      size={960}
      title={`${object.label}的数据`}
      onClose={onClose}
      extra={mayImport && <Link to={`/contacts/imports?object=${object.name}`}>导入文件</Link>}
    >
      <Table
        label={`${object.label}的数据`}
        columns={columns}
        pages={rows}
        rowKey={(row) => row.externalId}
        minWidth={720}
        empty={
          <Empty
            title="还没有数据"
            text={`由业务系统调用 POST /api/v1/objects/${object.name} 发来，一次最多 1000 行${mayImport ? '；也可以用右上角的“导入文件”上传。' : '。'}`}
          />
        }
      />
    </Drawer>
  )
}
