import { Alert, Button, Popconfirm, Segmented } from 'antd'
import { useState } from 'react'
import type { ImportDetail, ImportPreview, PreviewKind } from '../../../../../shared/api/imports.ts'
import { count } from '../../ui/number.ts'
import { Empty } from '../../ui/states.tsx'
import { Counts } from './import-counts.tsx'

const kinds: readonly (readonly [PreviewKind, string])[] = [
  ['refused', '不会导入'],
  ['conflict', '有冲突'],
  ['created', '新建'],
  ['updated', '更新'],
  ['merged', '合并'],
  ['unchanged', '没有变化'],
]
type Props = {
  detail: ImportDetail
  onStart: () => Promise<void>
  onBack: () => void
  onCancel: () => Promise<void>
}

/** What would happen, before anything is written. */
export function ImportPreviewView({ detail, onStart, onBack, onCancel }: Props) {
  const [busy, setBusy] = useState(false)
  const { preview } = detail
  if (preview === null) return null
  const taken = preview.rows - preview.refused
  return (
    <section className="card card-padded" aria-label="预览">
      <h3 className="import-title">将会发生什么</h3>
      <p className="quiet">核对了全部 {count(preview.rows)} 行，还没有写入任何数据。</p>
      <Counts counts={preview} rows={detail.rows !== null} />
      {preview.conflict > 0 && (
        <Alert
          type="info"
          showIcon
          title={`其中 ${count(preview.conflict)} 行可能与另一位客户是同一个人，但依据不够，不会自动合并：会新建，并列入合并待办。`}
        />
      )}
      <Samples detail={detail} preview={preview} />
      <div className="import-actions">
        <Popconfirm title="放弃这次导入？" okText="放弃" cancelText="继续" onConfirm={onCancel}>
          <Button>放弃</Button>
        </Popconfirm>
        <Button onClick={onBack}>改对应关系</Button>
        <Button
          type="primary"
          loading={busy}
          disabled={taken === 0}
          onClick={() => {
            setBusy(true)
            void onStart().finally(() => setBusy(false))
          }}
        >
          {taken === 0 ? '没有可导入的行' : `导入 ${count(taken)} 行`}
        </Button>
      </div>
    </section>
  )
}

function Samples({ detail, preview }: { detail: ImportDetail; preview: ImportPreview }) {
  const some = kinds.filter(([kind]) => (preview.samples[kind]?.length ?? 0) > 0)
  const [chosen, setChosen] = useState<PreviewKind | null>(null)
  const kind = chosen ?? some[0]?.[0]
  if (kind === undefined) return <Empty title="文件里没有数据行" text="第一行是列名，后面没有内容。" />
  const rows = preview.samples[kind] ?? []
  const shown = detail.columns
    .map(({ title }, at) => ({ title, at }))
    .filter(({ at }) => (detail.rows === null ? detail.mapping : detail.rows.mapping)?.columns[at]?.to !== 'ignore')
  return (
    <>
      <Segmented
        aria-label="看哪些行"
        value={kind}
        onChange={setChosen}
        options={some.map(([value, label]) => ({ value, label }))}
      />
      <div className="import-table-scroll">
        <table className="import-table import-rows">
          <thead>
            <tr>
              <th>行号</th>
              <th>说明</th>
              {shown.map(({ title, at }) => (
                <th key={at}>{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line}>
                <td className="import-line">{row.line}</td>
                <td className="import-why">{row.reasons.join('；') || '—'}</td>
                {shown.map(({ at }) => (
                  <td key={at} title={row.cells[at] ?? ''}>
                    {row.cells[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length >= 20 && <p className="quiet small">只列出每种的前 20 行。</p>}
    </>
  )
}
