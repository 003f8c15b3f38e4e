import { Button } from 'antd'
import type { ProviderSort, ProviderState } from '../../../../../shared/api/providers.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import type { Testing } from './test-modal.tsx'

const names: Record<ProviderSort, string> = { sms: '短信', email: '邮件', push: 'App 推送', webhook: 'Webhook' }
const without: Record<ProviderSort, string> = {
  sms: '没有短信服务商，短信渠道的消息不会发出。设置下面的环境变量后重启：',
  email: '没有邮件服务器，邮件渠道的消息不会发出。设置下面的环境变量后重启：',
  push: '没有推送服务，App 推送不会发出。设置下面的环境变量后重启：',
  webhook: '没有签名密钥，旅程里的 Webhook 不会发出。设置下面的环境变量后重启：',
}
/** Where reports may come at all. */
const reports: Partial<Record<ProviderSort, string>> = { sms: '最近回执', email: '最近退信通知' }

export function ProviderCard({ state, onTest }: { state: ProviderState; onTest: (needs: Testing['needs']) => void }) {
  const { sort, label, facts, variables, callbacks, lastReportAt, lastReplyAt, test } = state
  const missing = variables.filter(({ set }) => !set)
  return (
    <section className="card account-card">
      <header className="account-card-head">
        <div className="account-card-name">
          <h2 className="card-title">{names[sort]}</h2>
          {label !== null && <span className="quiet">{label}</span>}
          <Label tone={label === null ? 'plain' : 'good'}>{label === null ? '没有设置' : '已设置'}</Label>
        </div>
        {test !== null && (
          <div className="account-card-actions">
            <Button onClick={() => onTest(test)}>发一条测试</Button>
          </div>
        )}
      </header>
      {label !== null && (
        <dl className="facts facts-wide">
          {facts.map((fact) => (
            <div className="fact" key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
          {reports[sort] !== undefined && callbacks.length > 0 && (
            <div className="fact">
              <dt>{reports[sort]}</dt>
              <dd>
                <Moment at={lastReportAt} fallback="还没有收到" />
              </dd>
            </div>
          )}
          {sort === 'sms' && (
            <div className="fact">
              <dt>最近回复</dt>
              <dd>
                <Moment at={lastReplyAt} fallback="还没有收到" />
              </dd>
            </div>
          )}
        </dl>
      )}
      {callbacks.map(({ label: where, address }) => (
        <div className="provider-callback" key={where}>
          <p className="quiet small">{where}</p>
          <CopyLine label="地址" value={address} />
        </div>
      ))}
      {label === null && <p>{without[sort]}</p>}
      {label !== null && missing.length > 0 && <p className="quiet">还可以设置：</p>}
      {(label === null ? variables : missing).length > 0 && (
        <ul className="provider-variables">
          {(label === null ? variables : missing).map(({ name, meaning, set }) => (
            <li key={name}>
              <code className="code">{name}</code>
              <span>{meaning}</span>
              {label === null && set && <Label tone="good">已设置</Label>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
