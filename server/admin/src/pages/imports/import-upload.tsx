import { Button, Progress } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { ImportDetail } from '../../../../../shared/api/imports.ts'
import { told, upload } from '../../api.ts'

/** Takes a file by drop or by choice and shows how much of it has gone; then its columns are asked for. */
export function ImportUpload({ onUploaded }: { onUploaded: (detail: ImportDetail) => void }) {
  const chooser = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null)
  const [over, setOver] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  const take = (file: File | undefined) => {
    if (file === undefined || sending !== null) return
    setFailure(null)
    setSending({ name: file.name, part: 0 })
    upload(
      {
        path: '/imports',
        query: { file: file.name, source: 'crm' },
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
        <strong>导入 CRM 客户</strong>
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
