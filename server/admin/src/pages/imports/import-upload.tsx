import { useQuery } from '@tanstack/react-query'
import { Button, Progress, Select } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ImportDetail } from '../../../../../shared/api/imports.ts'
import { told, upload } from '../../api.ts'
import { objectTypesQuery } from '../data/data-query.ts'

const PEOPLE = ' people'

/** Takes a file by drop or by choice and shows how much of it has gone; then its columns are asked for. */
export function ImportUpload({ onUploaded }: { onUploaded: (detail: ImportDetail) => void }) {
  const chooser = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null)
  const [over, setOver] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [params] = useSearchParams()
  const [holds, setHolds] = useState(params.get('object') ?? PEOPLE)
  const objects = useQuery(objectTypesQuery)
  const open = (objects.data?.items ?? []).filter(({ archivedAt }) => archivedAt === null)
  const object = open.find(({ name }) => name === holds)

  const take = (file: File | undefined) => {
    if (file === undefined || sending !== null) return
    setFailure(null)
    setSending({ name: file.name, part: 0 })
    upload(
      {
        path: '/imports',
        query: { file: file.name, source: 'crm', ...(object === undefined ? {} : { object: object.name }) },
        file,
        onProgress: (part) => setSending({ name: file.name, part }),
      },
      ImportDetail,
    )
      .then(onUploaded)
      .catch((error: unknown) => {
        const { message, requestId } = told(error)
        setFailure(`“${file.name}”没有导入：${message}${requestId === null ? '' : `（请求编号 ${requestId}）`}`)
      })
      .finally(() => setSending(null))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }

  return (
    <section
      className={`card drop ${over ? 'drop-over' : ''}`}
      aria-label="上传文件"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="drop-words">
        <strong>{object === undefined ? '导入 CRM 客户' : `导入「${object.label}」的数据`}</strong>
        <p className="quiet">
          把 CSV、Excel（xlsx）或 JSON Lines
          文件拖到这里，或点右边选择。上传后先核对每一列是什么、预览结果，再开始导入。
        </p>
        {failure !== null && (
          <p className="bad" role="alert">
            {failure}
          </p>
        )}
      </div>
      <div className="drop-action">
        {open.length > 0 && (
          <Select
            aria-label="文件里是什么"
            className="drop-holds"
            value={object?.name ?? PEOPLE}
            disabled={sending !== null}
            onChange={setHolds}
            options={[
              { value: PEOPLE, label: '文件里是：人员' },
              ...open.map(({ name, label }) => ({ value: name, label: `文件里是：${label}` })),
            ]}
          />
        )}
        {sending === null ? (
          <Button type="primary" onClick={() => chooser.current?.click()}>
            选择文件
          </Button>
        ) : (
          <div className="drop-progress">
            <span className="small">正在上传“{sending.name}”</span>
            <Progress percent={Math.round(sending.part * 100)} size="small" />
          </div>
        )}
      </div>
      <input
        ref={chooser}
        type="file"
        accept=".csv,.txt,.xlsx,.jsonl,.ndjson,.json,text/csv"
        hidden
        onChange={(event) => {
          take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </section>
  )
}
