import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { Origin, type WebSite } from '../../../../../shared/api/web.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { FormField } from '../../ui/form-field.tsx'
import { Label } from '../../ui/label.tsx'
import { Card } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { sitesQuery } from './data-query.ts'
import { useChange } from './use-change.ts'

type Draft = { id: string | null; name: string; origins: string[] }

function SiteModal({ given, onClose }: { given: Draft; onClose: () => void }) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/web-sites')
  const wrong = draft.origins.map((origin) => Origin.safeParse(origin)).find((one) => !one.success)
  const save = async () => {
    const { id, ...body } = draft
    const change =
      id === null
        ? ({ method: 'POST', path: '/web-sites' } as const)
        : ({ method: 'PUT', path: `/web-sites/${id}` } as const)
    if (await run({ ...change, body }, { done: '站点已保存。', failed: '站点没有保存' })) onClose()
  }
  return (
    <Modal
      open
      title={given.id === null ? '添加站点' : `修改站点「${given.name}」`}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: draft.name.trim() === '' || draft.origins.length === 0 || wrong !== undefined }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <FormField name="site-name" label="站点名称" required>
        <Input
          id="site-name"
          value={draft.name}
          maxLength={40}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
      </FormField>
      <FormField
        name="site-origins"
        label="允许的网址"
        required
        hint="如 https://shop.example.com，输入后按回车；只有这些网址的页面能上报"
        problem={wrong?.error?.issues[0]?.message}
      >
        <Select<string[]>
          id="site-origins"
          mode="tags"
          open={false}
          suffixIcon={null}
          value={draft.origins}
          onChange={(origins) => setDraft({ ...draft, origins: origins.map((one) => one.trim().replace(/\/$/, '')) })}
        />
      </FormField>
    </Modal>
  )
}

const snippet = (sdkUrl: string, key: string) => `<script async src="${sdkUrl}" data-key="${key}"></script>`

function SiteCard({ site, sdkUrl, onEdit }: { site: WebSite; sdkUrl: string; onEdit: (() => void) | null }) {
  const { run } = useChange('/web-sites')
  const closed = site.archivedAt !== null
  const acts = onEdit !== null && (
    <span className="row-acts">
      <Button size="small" onClick={onEdit}>
        修改
      </Button>
      {closed ? (
        <Button
          size="small"
          onClick={() =>
            void run(
              { method: 'POST', path: `/web-sites/${site.id}/restore` },
              { done: '已重新启用。', failed: '没有启用' },
            )
          }
        >
          启用
        </Button>
      ) : (
        <Button
          size="small"
          onClick={() =>
            void run(
              { method: 'DELETE', path: `/web-sites/${site.id}` },
              { done: '已停用，这个站点不再能上报。', failed: '没有停用' },
            )
          }
        >
          停用
        </Button>
      )}
    </span>
  )
  return (
    <Card
      title={
        <>
          {site.name} {closed ? <Label tone="warn">已停用</Label> : <Label tone="good">使用中</Label>}
        </>
      }
      extra={acts}
    >
      <p className="quiet">允许的网址：{site.origins.join('、')}</p>
      <CopyLine label="放进每个页面的 head" value={snippet(sdkUrl, site.key)} />
      <p className="quiet">
        自动记录浏览和停留；带 <code className="code">data-weilu="名称"</code> 的元素记录点击，带{' '}
        <code className="code">data-weilu-form="名称"</code> 的表单记录提交。客户身份由您的服务器换取令牌后调用{' '}
        <code className="code">weilu.identify(令牌)</code>，页面本身不能冒认任何人。
      </p>
    </Card>
  )
}

/** Pages of the company that tell what their visitors do. */
export function SitesPanel({ mayEdit }: { mayEdit: boolean }) {
  const sites = useQuery(sitesQuery)
  const [editing, setEditing] = useState<Draft | null>(null)
  const make = mayEdit ? (
    <Button type="primary" onClick={() => setEditing({ id: null, name: '', origins: [] })}>
      添加站点
    </Button>
  ) : null
  return (
    <div className="stack">
      <Loaded
        query={sites}
        what="站点"
        skeleton={
          <div className="card card-padded">
            <Bones lines={4} />
          </div>
        }
      >
        {({ items, sdkUrl }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty
                title="还没有站点"
                text="在官网、商城或 H5 页面放一行代码，访客的浏览、停留、点击和表单就会进入客户的时间线，也能弹出消息。"
                action={make}
              />
            </div>
          ) : (
            <>
              {make !== null && <div>{make}</div>}
              {items.map((site) => (
                <SiteCard
                  key={site.id}
                  site={site}
                  sdkUrl={sdkUrl}
                  onEdit={mayEdit ? () => setEditing({ id: site.id, name: site.name, origins: site.origins }) : null}
                />
              ))}
            </>
          )
        }
      </Loaded>
      {editing !== null && <SiteModal given={editing} onClose={() => setEditing(null)} />}
    </div>
  )
}
