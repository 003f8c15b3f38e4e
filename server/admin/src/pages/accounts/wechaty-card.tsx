import { useQuery } from '@tanstack/react-query'
import { QRCode } from 'antd'
import type { z } from 'zod'
import { type BotState, WechatyStatus } from '../../../../../shared/api/wechaty.ts'
import { ask } from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'

const LOOKS_EVERY_MS = 3000
type Phase = z.output<typeof BotState>['phase']
const phases: Record<Phase, { tone: 'good' | 'warn' | 'bad' | 'plain'; words: string }> = {
  starting: { tone: 'plain', words: '正在启动' },
  'waiting-scan': { tone: 'warn', words: '等待扫码登录' },
  online: { tone: 'good', words: '在线' },
  'logged-out': { tone: 'warn', words: '已退出登录' },
  failing: { tone: 'bad', words: '连接不上，正在重试' },
}

/** The company's personal WeChat account, where one is wanted: its state, and the code to log in by. Nothing otherwise. */
export function WechatyCard() {
  const { data: status } = useQuery({
    queryKey: ['/wechaty'],
    queryFn: () => ask({ path: '/wechaty' }, WechatyStatus),
    refetchInterval: LOOKS_EVERY_MS,
  })
  if (status === undefined || status.kind === 'absent') return null
  return (
    <section className="card account-card">
      <header className="account-card-head">
        <div className="account-card-name">
          <h2 className="card-title">
            {(status.kind === 'running' ? status.state.account?.name : undefined) ?? '个人微信号'}
          </h2>
          <span className="quiet">经 Wechaty 接入</span>
          <StateLabel status={status} />
        </div>
      </header>
      {status.kind === 'idle' && (
        <p className="quiet">
          在<a href="/sandbox/">沙盒控制台</a>
          的「个人号」里启动。在那之前，要发给微信好友的消息会等着，其他账号不受影响。
        </p>
      )}
      {status.kind === 'unreachable' && (
        <p className="account-problem">{status.why}。要发的消息会等到它恢复，其他账号不受影响。</p>
      )}
      {status.kind === 'running' && <Running state={status.state} />}
    </section>
  )
}

function StateLabel({ status }: { status: Exclude<WechatyStatus, { kind: 'absent' }> }) {
  if (status.kind === 'idle') return <Label tone="plain">没有启动</Label>
  if (status.kind === 'unreachable') return <Label tone="bad">没有运行</Label>
  return <Label tone={phases[status.state.phase].tone}>{phases[status.state.phase].words}</Label>
}

function Running({ state }: { state: BotState }) {
  const { phase, problem, retryAt, login } = state
  return (
    <>
      {problem !== null && phase !== 'online' && (
        <p className="account-problem">
          {problem}
          {retryAt !== null && (
            <>
              ，<Moment at={retryAt} /> 重试
            </>
          )}
        </p>
      )}
      {phase === 'waiting-scan' &&
        (login === null ? (
          <p className="quiet">需要管理员打开本页，用这个号的手机微信扫码登录。</p>
        ) : (
          <div className="wechaty-login">
            <QRCode value={login} size={148} />
            <div>
              <p>用这个号的手机微信扫一扫，登录后自动开始收发消息。</p>
              <CopyLine label="登录链接" value={login} />
            </div>
          </div>
        ))}
      <dl className="facts facts-wide">
        <div className="fact">
          <dt>状态开始于</dt>
          <dd>
            <Moment at={state.since} />
          </dd>
        </div>
        <div className="fact">
          <dt>待交给系统的消息</dt>
          <dd>{count(state.undelivered)} 条</dd>
        </div>
      </dl>
    </>
  )
}
