import { useState } from 'preact/hooks'
import { type CallbackWeather, type Fault, sandbox } from './api.ts'
import type { Sandbox } from './use-sandbox.ts'

/** Trouble as people know it; the details are in README.md. */
type Trouble = { name: string; hint: string; fault: Partial<Fault> & Pick<Fault, 'kind'> }
const TROUBLES: readonly Trouble[] = [
  { name: '慢', hint: '每次平台调用慢 3 秒', fault: { kind: 'latency', latencyMs: 3000 } },
  { name: '繁忙', hint: '一半的调用答「系统繁忙」（-1）', fault: { kind: 'errcode', errcode: -1, rate: 0.5 } },
  {
    name: '令牌风暴',
    hint: '接下来 20 次调用都说 access_token 失效（40001）',
    fault: { kind: 'errcode', errcode: 40001, times: 20, path: '/cgi-bin/*' },
  },
  {
    name: '令牌失效 30 秒',
    hint: '30 秒内的调用都说 access_token 失效（40001）',
    fault: { kind: 'errcode', errcode: 40001, seconds: 30, path: '/cgi-bin/*' },
  },
  { name: '额度用完', hint: '调用都答「超过调用上限」（45009）', fault: { kind: 'errcode', errcode: 45009 } },
  { name: '半个应答', hint: '应答只回来一半', fault: { kind: 'truncated' } },
  { name: '受理不答', hint: '平台做了，但一直不应答', fault: { kind: 'silence' } },
  { name: '受理后断开', hint: '平台做了，连接随即中断', fault: { kind: 'drop' } },
  { name: '连接重置', hint: '平台没做，连接被重置', fault: { kind: 'reset' } },
  { name: '类型不对', hint: '应答自称是网页（text/html）', fault: { kind: 'content-type' } },
  { name: '维护中', hint: 'HTTP 502 和一张网页', fault: { kind: 'http', status: 502 } },
  { name: '慢慢吐', hint: '应答分 8 段，用 8 秒', fault: { kind: 'slow-body', latencyMs: 8000 } },
]

const SCOPES = [
  ['', '所有平台'],
  ['wechat', '公众号和小程序'],
  ['wecom', '企业微信'],
] as const

type Active = NonNullable<Sandbox['state']>['faults'][number]

const isOf = (trouble: Trouble, active: Active) =>
  active.kind === trouble.fault.kind &&
  active.errcode === trouble.fault.errcode &&
  (active.seconds ?? null) === (trouble.fault.seconds ?? null)

const without = ({ struck: _struck, ...fault }: Active) => fault

export function Troubles(of: { box: Sandbox }) {
  const { box } = of
  const active = box.state?.faults ?? []
  const [scope, setScope] = useState<'' | 'wechat' | 'wecom'>('')
  const [path, setPath] = useState('')
  const press = (trouble: Trouble) => {
    const running = active.filter((one) => isOf(trouble, one))
    const others = active.filter((one) => !isOf(trouble, one)).map(without)
    const added = {
      ...trouble.fault,
      ...(scope === '' ? {} : { platform: scope }),
      ...(path.trim() === '' ? {} : { path: path.trim() }),
    }
    const faults = running.length > 0 ? others : [...others, added]
    void box.act(() => sandbox.setFaults(faults), running.length > 0 ? '故障已解除' : trouble.hint)
  }
  return (
    <section class="panel strip" aria-label="网络与平台故障">
      <header class="panel-head">
        <h2>网络与平台故障</h2>
        <span class="secondary">{active.length === 0 ? '一切正常' : '再点一次解除'}</span>
      </header>
      <div class="strip-row">
        <label>
          <span>范围</span>
          <select
            value={scope}
            onChange={(event) => setScope(SCOPES.find(([value]) => value === event.currentTarget.value)?.[0] ?? '')}
          >
            {SCOPES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label class="grow">
          <span>路径</span>
          <input
            value={path}
            placeholder="空着就是全部"
            title="完整路径，或写成 /cgi-bin/message/* 这样的开头"
            onInput={(event) => setPath(event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="strip-row">
        {TROUBLES.map((trouble) => {
          const on = active.some((one) => isOf(trouble, one))
          return (
            <button
              key={trouble.name}
              type="button"
              class={on ? 'small warning' : 'small'}
              title={trouble.hint}
              aria-pressed={on}
              onClick={() => press(trouble)}
            >
              {trouble.name}
            </button>
          )
        })}
      </div>
      {active.map((one, index) => (
        <div class="strip-row secondary" key={`${one.kind} ${one.path} ${index}`}>
          <span>
            {TROUBLES.find((trouble) => isOf(trouble, one))?.hint ?? one.kind}
            {one.path === '*' ? '' : ` · ${one.path}`}
            {one.platform === undefined ? '' : ` · ${one.platform === 'wecom' ? '企业微信' : '公众号和小程序'}`}
            {one.times === null ? ` · 已发生 ${one.struck} 次` : ` · ${one.struck} / ${one.times} 次`}
          </span>
          <button
            type="button"
            class="text"
            onClick={() =>
              void box.act(() => sandbox.setFaults(active.filter((other) => other !== one).map(without)), '故障已解除')
            }
          >
            解除
          </button>
        </div>
      ))}
      <Weather box={box} />
      <Rights box={box} />
    </section>
  )
}

/** How callbacks travel. */
function Weather(of: { box: Sandbox }) {
  const { box } = of
  const weather = box.state?.weather
  if (weather === undefined) return null
  const set = (change: Partial<CallbackWeather>, done: string) =>
    void box.act(() => sandbox.setWeather({ ...weather, ...change }), done)
  return (
    <div class="strip-row">
      <span class="strip-label">回调</span>
      <label>
        <span>重复</span>
        <select
          value={String(weather.duplicateRate)}
          onChange={(event) => set({ duplicateRate: Number(event.currentTarget.value) }, '回调的重复率已改')}
        >
          <option value="0">不重复</option>
          <option value="0.3">三成重复</option>
          <option value="1">每条都重复</option>
        </select>
      </label>
      <label>
        <span>延迟</span>
        <select
          value={String(weather.delayMs)}
          onChange={(event) => set({ delayMs: Number(event.currentTarget.value) }, '回调的延迟已改')}
        >
          <option value="0">不延迟</option>
          <option value="2000">2 秒</option>
          <option value="10000">10 秒</option>
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={weather.reorder}
          onChange={() => set({ reorder: !weather.reorder }, weather.reorder ? '回调按顺序送达' : '相邻两条回调会对调')}
        />
        <span>乱序</span>
      </label>
    </div>
  )
}

const RIGHTS = [
  ['service', '服务号（已认证）', { service: true, verified: true }],
  ['subscription', '订阅号（已认证）', { service: false, verified: true }],
  ['unverified', '订阅号（未认证）', { service: false, verified: false }],
] as const

function Rights(of: { box: Sandbox }) {
  const { box } = of
  const rights = box.state?.oaRights ?? null
  if (rights === null) return null
  const value = rights.verified ? (rights.service ? 'service' : 'subscription') : 'unverified'
  return (
    <div class="strip-row">
      <span class="strip-label">账号</span>
      <label>
        <span>公众号类型</span>
        <select
          value={value}
          onChange={(event) => {
            const chosen = RIGHTS.find(([name]) => name === event.currentTarget.value)
            if (chosen === undefined) return
            const [, text, wanted] = chosen
            void box.act(() => sandbox.setRights({ appId: rights.appId, ...wanted }), `公众号现在是${text}`)
          }}
        >
          {RIGHTS.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="small"
        onClick={() => void box.act(() => sandbox.revokeTokens(), '所有 access_token 已作废')}
      >
        作废所有令牌
      </button>
    </div>
  )
}
