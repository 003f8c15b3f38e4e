import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { Link } from 'react-router'
import {
  changeLabels,
  WebhookDeliveries,
  type WebhookDelivery,
  type WebhookSummary,
} from '../../../../../shared/api/exchange.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'

function State({ row }: { row: WebhookDelivery }) {
  if (row.status === 'delivered') return <Label tone="good">已送达</Label>
  if (row.status === 'failed') return <Label tone="bad">已放弃</Label>
  return <Label tone={row.attempts === 0 ? 'plain' : 'warn'}>{row.attempts === 0 ? '待发' : '重试中'}</Label>
}

/** What went out last, and how it was taken. */
export function DeliveriesDrawer({ webhook, onClose }: { webhook: WebhookSummary; onClose: () => void }) {
  const told = useTold()
  const path = `/webhooks/${webhook.id}`
  const list = useQuery({
    queryKey: ['/webhooks', webhook.id, 'deliveries'],
    queryFn: () => ask({ path: `${path}/deliveries` }, WebhookDeliveries),
    refetchInterval: 5_000,
  })
  const replay = (delivery: string) =>
    tell({ method: 'POST', path: `${path}/replay`, body: { delivery } })
      .then(() => list.refetch())
      .catch((error: unknown) => told.failed('没有重发', error))
  return (
    <Drawer open title={`发送记录 · ${webhook.name}`} size={640} onClose={onClose}>
      {list.data === undefined ? (
        list.error ? (
          <Failed what="发送记录" error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Bones lines={6} />
        )
      ) : list.data.items.length === 0 ? (
        <Empty title="还没有发过" text="客户有变化后，每一条都会列在这里；保留 30 天。" />
      ) : (
        <ul className="exchange-list">
          {list.data.items.map((row) => (
            <li key={row.id}>
              <div className="exchange-what">
                <strong>{changeLabels[row.kind]}</strong> <State row={row} />
                <p className="small">
                  <Link to={`/contacts/${row.contact}`}>{row.contact}</Link> · <Moment at={row.at} />
                  {row.attempts > 1 && ` · 试了 ${row.attempts} 次`}
                </p>
                {row.problem !== null && <p className="small bad">{row.problem}</p>}
                {row.status === 'waiting' && row.attempts > 0 && row.nextAt !== null && (
                  <p className="small quiet">
                    下次：
                    <Moment at={row.nextAt} />
                  </p>
                )}
              </div>
              {row.status !== 'waiting' && (
                <Button size="small" onClick={() => void replay(row.id)}>
                  重发
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Drawer>
  )
}
