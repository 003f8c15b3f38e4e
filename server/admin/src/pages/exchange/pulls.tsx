import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { PullList, type PullSummary } from '../../../../../shared/api/exchange.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { PullDrawer } from './pull-drawer.tsx'

/** Where people are fetched from on a schedule, and how it went. */
export function Pulls() {
  const queries = useQueryClient()
  const told = useTold()
  const [editing, setEditing] = useState<PullSummary | 'new' | null>(null)
  const list = useQuery({
    queryKey: ['/pulls'],
    queryFn: () => ask({ path: '/pulls' }, PullList),
    refetchInterval: 5_000,
  })
  const again = () => queries.invalidateQueries({ queryKey: ['/pulls'] })
  const change = (what: string, request: Parameters<typeof tell>[0]) =>
    tell(request)
      .then(again)
      .catch((error: unknown) => told.failed(what, error))
  const add = <Button onClick={() => setEditing('new')}>新建数据来源</Button>
  return (
    <section className="card card-padded" aria-label="定时拉取">
      <div className="exchange-head">
        <div>
          <h2>定时拉取</h2>
          <p className="quiet">从其他系统的接口按时读取客户，与文件导入一样合并。</p>
        </div>
        {list.data !== undefined && list.data.items.length > 0 && add}
      </div>
      {list.data === undefined ? (
        list.error ? (
          <Failed what="数据来源" error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Bones lines={3} />
        )
      ) : list.data.items.length === 0 ? (
        <Empty title="还没有数据来源" text="填写接口地址后先测试，看到前几行，再指定各字段的含义。" action={add} />
      ) : (
        <ul className="exchange-list">
          {list.data.items.map((pull) => (
            <li key={pull.id}>
              <div className="exchange-what">
                <strong>{pull.name}</strong>{' '}
                {pull.active ? <Label tone="good">每 {pull.everyMinutes} 分钟</Label> : <Label>已停用</Label>}
                <p className="quiet exchange-url" title={pull.url}>
                  {pull.url}
                </p>
                <Runs runs={pull.runs} />
              </div>
              <div className="exchange-actions">
                <Button
                  size="small"
                  disabled={pull.mapping === null}
                  onClick={() => void change('没有开始', { method: 'POST', path: `/pulls/${pull.id}/run` })}
                >
                  立即拉取
                </Button>
                <Button size="small" onClick={() => setEditing(pull)}>
                  修改
                </Button>
                <Popconfirm
                  title="删除这个数据来源？已导入的客户保留。"
                  okText="删除"
                  cancelText="取消"
                  onConfirm={() => change('没有删除', { method: 'DELETE', path: `/pulls/${pull.id}` })}
                >
                  <Button size="small" danger>
                    删除
                  </Button>
                </Popconfirm>
              </div>
            </li>
          ))}
        </ul>
      )}
      {editing !== null && (
        <PullDrawer
          pull={editing === 'new' ? null : editing}
          onClose={() => {
            setEditing(null)
            void again()
          }}
        />
      )}
    </section>
  )
}

function Runs({ runs }: { runs: PullSummary['runs'] }) {
  if (runs.length === 0) return <p className="small quiet">还没有运行过</p>
  return (
    <>
      {runs.slice(0, 3).map((run) => (
        <p key={run.at.getTime()} className={`small ${run.problem === null ? '' : 'bad'}`}>
          <Moment at={run.at} />：{run.problem ?? `读了 ${count(run.rows)} 行、${count(run.pages)} 页`}
          {run.import !== null && (
            <>
              {' '}
              · <Link to={`/contacts/imports/${run.import}`}>看导入结果</Link>
            </>
          )}
        </p>
      ))}
    </>
  )
}
