import type { ReactNode } from 'react'
import type { ImportDetail } from '../../../../../shared/api/imports.ts'
import './imports.css'

/** Every column of a file with three of its values, and what it becomes. */
export function MappingTable({
  columns,
  isIgnored,
  children,
}: {
  columns: ImportDetail['columns']
  isIgnored: (at: number) => boolean
  children: (at: number, title: string) => ReactNode
}) {
  return (
    <div className="import-table-scroll">
      <table className="import-table">
        <thead>
          <tr>
            <th>列</th>
            <th>前几个值</th>
            <th>导入为</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ title, samples }, at) => (
            <tr key={title} className={isIgnored(at) ? 'import-ignored' : ''}>
              <th scope="row" title={title}>
                {title}
              </th>
              <td>
                <Samples values={samples} />
              </td>
              <td>
                <div className="import-target">{children(at, title)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Samples({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <span className="quiet">（空）</span>
  return values.map((value, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: three values that never move
    <span key={at} className="import-sample" title={value}>
      {value}
    </span>
  ))
}
