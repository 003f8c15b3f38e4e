import { Button } from 'antd'
import type { Key, ReactNode } from 'react'
import { Bone, Failed } from './states.tsx'
import type { Pages } from './use-pages.ts'

export type Column<Row> = {
  name: string
  title: string
  /** Numbers stand right, tabular. */
  numeric?: boolean
  /** Share of the width, or pixels. */
  width?: number | string
  /** Long text is cut with an ellipsis unless the column wraps. */
  wrap?: boolean
  /** Left out on narrow screens. */
  wide?: boolean
  show: (row: Row) => ReactNode
}

export type TableProps<Row> = {
  label: string
  columns: readonly Column<Row>[]
  pages: Pages<Row>
  rowKey: (row: Row) => Key
  empty: ReactNode
  onOpen?: (row: Row) => void
  minWidth?: number
}

const classOf = <Row,>(column: Column<Row>): string =>
  [column.numeric === true && 'numeric', column.wrap === true && 'wrap', column.wide === true && 'wide']
    .filter((name) => name !== false)
    .join(' ')

const bones = ['a', 'b', 'c', 'd', 'e', 'f']

/** A list with its four states; the first column is the name, numbers stand right, more is loaded on request. */
export function Table<Row>({ label, columns, pages, rowKey, empty, onOpen, minWidth = 720 }: TableProps<Row>) {
  if (pages.rows === null && pages.error !== null)
    return <Failed what={label} error={pages.error} onRetry={pages.retry} />
  if (pages.rows !== null && pages.rows.length === 0) return empty
  return (
    <>
      <div className="table-scroll">
        <table className="table" aria-label={label} aria-busy={pages.rows === null} style={{ minWidth }}>
          <colgroup>
            {columns.map((column) => (
              <col
                key={column.name}
                className={column.wide === true ? 'wide' : ''}
                style={column.width === undefined ? {} : { width: column.width }}
              />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.name} scope="col" className={classOf(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pages.rows === null
              ? bones.map((bone) => (
                  <tr key={bone}>
                    {columns.map((column) => (
                      <td key={column.name} className={classOf(column)}>
                        <Bone width="70%" />
                      </td>
                    ))}
                  </tr>
                ))
              : pages.rows.map((row) => (
                  <tr
                    key={rowKey(row)}
                    {...(onOpen === undefined ? {} : { className: 'openable', onClick: () => onOpen(row) })}
                  >
                    {columns.map((column) => (
                      <td key={column.name} className={classOf(column)}>
                        {column.show(row)}
                      </td>
                    ))}
                  </tr>
                ))}
          </tbody>
        </table>
      </div>
      {pages.more !== null && (
        <div className="table-more">
          <Button onClick={pages.more} loading={pages.loadingMore}>
            加载更多
          </Button>
        </div>
      )}
    </>
  )
}
