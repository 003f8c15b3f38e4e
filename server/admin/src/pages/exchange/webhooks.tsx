import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { changeLabels, WebhookList, type WebhookSummary } from '../../../../../shared/api/exchange.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { count } from '../../ui/number.ts'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { DeliveriesDrawer } from './deliveries-drawer.tsx'
import { WebhookModal } from './webhook-modal.tsx'

/** Which systems are told of changes of people. */
export function Webhooks() {
  const queries = useQueryClient()
  const told = useTold()
  const [editing, setEditing] = useState<WebhookSummary | 'new' | null>(null)
  const [looking, setLooking] = useState<WebhookSummary | null>(null)
  const list = useQuery({
    queryKey: ['/webhooks'],
    queryFn: () => ask({ path: '/webhooks' }, WebhookList),
    refetchInterval: 5_000,
  })
  const again = () => queries.invalidateQueries({ queryKey: ['/webhooks'] })
  const change = (what: string, request: Parameters<typeof tell>[0]) =>
    tell(request)
      .then(again)
      .catch((error: unknown) => told.failed(what, error))
  const add = <Button onClick={() => setEditing('new')}>新建 Webhook</Button>

  return (
    <section className="card card-padded" aria-label="变化通知">
      <div className="exchange-head">
        <div>
          <h2>变化通知（Webhook）</h2>
          <p className="quiet">
            客户的资料、标签、归属、同意变化后，按 standardwebhooks.com 的方式签名，通知其他系统。
          </p>
        </div>
        {list.data !== undefined && list.data.items.length > 0 && add}
      </div>
      {list.data === undefined ? (
        list.error ? (
          <Failed what="Webhook" error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Bones lines={3} />
        )
      ) : list.data.items.length === 0 ? (
        <Empty
          title="还没有通知其他系统"
          text="新建后，客户的每次变化都会发给对方；对方不在时保留 24 小时重试。"
          action={add}
        />
      ) : (
        <ul className="exchange-list">
          {list.data.items.map((webhook) => (
            <li key={webhook.id}>
              <div className="exchange-what">
                <strong>{webhook.name}</strong>{' '}
                {webhook.state === 'paused' ? <Label>已暂停</Label> : <Label tone="good">运行中</Label>}
                <p className="quiet exchange-url" title={webhook.url}>
                  {webhook.url}
                </p>
                <p className="small">{webhook.kinds.map((kind) => changeLabels[kind]).join('、')}</p>
              </div>
              <div className="exchange-figures">
                <span>待发 {count(webhook.waiting)} 条</span>
                <span className={webhook.failed > 0 ? 'bad' : ''}>放弃 {count(webhook.failed)} 条</span>
              </div>
              <div className="exchange-actions">
                <Button size="small" onClick={() => setLooking(webhook)}>
                  发送记录
                </Button>
                <Button
                  size="small"
                  onClick={() => {
                    const state = webhook.state === 'paused' ? 'active' : 'paused'
                    void change('没有改成', { method: 'PUT', path: `/webhooks/${webhook.id}`, body: { state } })
                  }}
                >
                  {webhook.state === 'paused' ? '恢复' : '暂停'}
                </Button>
                <Button size="small" onClick={() => setEditing(webhook)}>
                  修改
                </Button>
                <Popconfirm
                  title="删除后不再通知，待发的也不发了。"
                  okText="删除"
                  cancelText="取消"
                  onConfirm={() => change('没有删除', { method: 'DELETE', path: `/webhooks/${webhook.id}` })}
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
        <WebhookModal
          webhook={editing === 'new' ? null : editing}
          onClose={() => {
            setEditing(null)
            void again()
          }}
        />
      )}
      {looking !== null && <DeliveriesDrawer webhook={looking} onClose={() => setLooking(null)} />}
    </section>
  )
}
