import { Button, Progress } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { ImportSummary } from '../../../../../shared/api/system.ts'
import { told, upload } from '../../api.ts'

/** Takes a CSV by drop or by choice and shows how much of it has gone; what follows is in the list. */
export function ImportUpload({ onStarted }: { onStarted: () => void }) {
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
        path: '/contacts/import',
        query: { file: file.name, source: 'crm' },
        file,
        onProgress: (part) => setSending({ name: file.name, part }),
      },
      ImportSummary,
    )
      .then(onStarted)
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
      aria-label="上传 CSV"
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
          把 CSV 文件拖到这里，或点右边选择。第一行是列名，必须有“客户编号”；还认识姓名、手机号、会员等级、VIP
          到期日、归属员工、邮箱、城市、来源、备注。
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
            选择 CSV 文件
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
        accept=".csv,text/csv"
        hidden
        onChange={(event) => {
          take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </section>
  )
}
