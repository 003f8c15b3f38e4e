import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Progress, Steps } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ImportDetail } from '../../../../../shared/api/imports.ts'
import { addressOf, ask } from '../../api.ts'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { tabs } from '../contacts/tabs.ts'
import { useMay } from '../session/use-may.ts'
import { Counts } from './import-counts.tsx'
import { ImportMappingForm } from './import-mapping.tsx'
import { ImportPreviewView } from './import-preview.tsx'
import './imports.css'
import { RowMappingForm } from './row-mapping.tsx'

const steps = ['上传', '对应关系', '预览', '导入', '结果']
const stepOf: Record<ImportDetail['summary']['state'], number> = {
  ...{ mapping: 1, previewing: 2, ready: 2, running: 3, done: 4, failed: 4, cancelled: 4 },
}

/** One import from its columns to its result; it can be left at any time and found again. */
export function ImportOnePage() {
  const { id = '' } = useParams()
  const queries = useQueryClient()
  const told = useTold()
  const may = useMay()
  const [again, setAgain] = useState(false)
  const key = ['/imports', id, 'detail']
  const detail = useQuery({
    queryKey: key,
    queryFn: () => ask({ path: `/imports/${id}/detail` }, ImportDetail),
    enabled: may.change,
    refetchInterval: ({ state }) =>
      ['previewing', 'running'].includes(state.data?.summary.state ?? '') ? 1_000 : false,
  })
  const tell = async (method: 'POST' | 'PUT', what: string, body?: unknown): Promise<void> => {
    try {
      const path = `/imports/${id}/${what}`
      queries.setQueryData(key, await ask(body === undefined ? { method, path } : { method, path, body }, ImportDetail))
      setAgain(false)
    } catch (error) {
      told.failed('没有做成', error)
      await queries.invalidateQueries({ queryKey: key })
    }
  }
  if (!may.change) {
    const all = (
      <Link to="/contacts/imports">
        <Button>全部导入</Button>
      </Link>
    )
    return (
      <Page title="人群与客户" tabs={tabs}>
        <div className="card">
          <Empty
            title="没有查看这次导入的权限"
            text="文件里有客户的完整资料，您的账号只能看导入的进度和结果。"
            action={all}
          />
        </div>
      </Page>
    )
  }
  if (detail.data === undefined) {
    return (
      <Page title="人群与客户" tabs={tabs}>
        <div className="card card-padded">
          {detail.error ? (
            <Failed what="这次导入" error={detail.error} onRetry={() => void detail.refetch()} />
          ) : (
            <Bones lines={8} />
          )}
        </div>
      </Page>
    )
  }
  const { summary } = detail.data
  const mapping = summary.state === 'mapping' || (summary.state === 'ready' && again)
  return (
    <Page title="人群与客户" tabs={tabs}>
      <div className="card card-padded import-head">
        <div className="import-name">
          <Link to="/contacts/imports">全部导入</Link>
          <h2 title={summary.file}>
            {summary.object === null ? '' : `${summary.object.label} · `}
            {summary.file}
          </h2>
        </div>
        <Steps
          size="small"
          current={mapping ? 1 : stepOf[summary.state]}
          items={steps.map((title) => ({ title }))}
          {...(summary.state === 'failed' ? { status: 'error' as const } : {})}
        />
      </div>
      {mapping && summary.object !== null ? (
        <RowMappingForm
          detail={detail.data}
          onSave={(chosen) => tell('PUT', 'row-mapping', chosen)}
          onCancel={() => tell('POST', 'cancel')}
        />
      ) : mapping ? (
        <ImportMappingForm
          detail={detail.data}
          onSave={(chosen) => tell('PUT', 'mapping', chosen)}
          onCancel={() => tell('POST', 'cancel')}
        />
      ) : summary.state === 'previewing' || summary.state === 'running' ? (
        <Working detail={detail.data} onCancel={() => tell('POST', 'cancel')} />
      ) : summary.state === 'ready' ? (
        <ImportPreviewView
          detail={detail.data}
          onStart={() => tell('POST', 'start')}
          onBack={() => setAgain(true)}
          onCancel={() => tell('POST', 'cancel')}
        />
      ) : (
        <Result detail={detail.data} />
      )}
    </Page>
  )
}

function Working({ detail: { summary }, onCancel }: { detail: ImportDetail; onCancel: () => Promise<void> }) {
  const running = summary.state === 'running'
  return (
    <section className="card card-padded" aria-label={running ? '正在导入' : '正在预览'}>
      <h3 className="import-title">{running ? '正在导入' : '正在核对整个文件，还没有写入任何数据'}</h3>
      <Progress percent={Math.round(summary.progress * 100)} status="active" />
      <p className="quiet">
        已读 {count(summary.rows)} 行。可以离开这个页面，{running ? '导入' : '核对'}会继续；回到“CRM 导入”能再找到它。
      </p>
      {running && <Counts counts={summary} rows={summary.object !== null} />}
      <div className="import-actions">
        <Popconfirm
          title={running ? '停止导入？已经导入的行会保留。' : '放弃这次导入？'}
          okText={running ? '停止' : '放弃'}
          cancelText="继续"
          onConfirm={onCancel}
        >
          <Button danger>{running ? '停止导入' : '放弃'}</Button>
        </Popconfirm>
      </div>
    </section>
  )
}

function Result({ detail: { summary } }: { detail: ImportDetail }) {
  const title = { done: '导入完成', failed: '没有导入完', cancelled: '已停止' }
  const left = summary.refused + summary.remarked
  return (
    <section className="card card-padded" aria-label="导入结果">
      <h3 className="import-title">
        {summary.state === 'done' || summary.state === 'failed' || summary.state === 'cancelled'
          ? title[summary.state]
          : ''}
      </h3>
      {summary.problem !== null && (
        <p className="bad" role="alert">
          {summary.problem}
        </p>
      )}
      {summary.state === 'cancelled' && (
        <p className="quiet">
          {summary.rows === 0 ? '没有导入任何行。' : `停止前读了 ${count(summary.rows)} 行，已经导入的都保留着。`}
        </p>
      )}
      <Counts counts={summary} rows={summary.object !== null} />
      <div className="import-actions">
        {left > 0 && (
          <Button href={addressOf(`/imports/${summary.id}/refused.csv`)} download>
            下载未导入和有提醒的行（{count(left)} 行）
          </Button>
        )}
        <Link to="/contacts/imports">
          <Button type="primary">完成</Button>
        </Link>
      </div>
    </section>
  )
}
