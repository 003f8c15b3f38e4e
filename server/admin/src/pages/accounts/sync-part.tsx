import { useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { type SyncState, syncPartWords } from '../../../../../shared/api/syncs.ts'
import { tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { useTold } from '../../ui/use-told.ts'
import { SyncReportList } from './sync-reports.tsx'
import { causeWords, reportSentence, stateWords } from './sync-words.ts'

/** One part of an account: how its reading stands, what the last one found, and the ones before on demand. */
export function SyncPart({ account, state }: { account: string; state: SyncState }) {
  const queries = useQueryClient()
  const told = useTold()
  const [busy, setBusy] = useState(false)
  const [open, setOpen] = useState(false)
  const { part, lastReport, problem } = state
  const { label } = syncPartWords[part]
  const { tone, text } = stateWords(state)
  const underWay = state.state === 'running' || (state.state === 'waiting' && problem === null)
  const start = () => {
    setBusy(true)
    tell({ method: 'POST', path: `/accounts/${account}/syncs/${part}` })
      .then(() => queries.invalidateQueries({ queryKey: ['/accounts', account] }))
      .catch((error: unknown) => told.failed(`没有开始同步${label}`, error))
      .finally(() => setBusy(false))
  }
  return (
    <section className="card card-padded sync-part" aria-label={label}>
      <header className="sync-part-head">
        <h3 className="step-title">{label}</h3>
        <Label tone={tone}>{text}</Label>
        <Button
          size="small"
          className="sync-part-start"
          onClick={start}
          loading={busy}
          disabled={underWay || state.state === 'waiting'}
        >
          立即同步
        </Button>
      </header>
      {state.state === 'running' && <Reading state={state} />}
      {problem !== null && <p className="bad">{problem}</p>}
      {lastReport === null ? (
        !underWay && <p className="quiet">还没有完整读取过。</p>
      ) : (
        <p>
          {causeWords[lastReport.cause]}
          <span className="quiet">
            （<Moment at={lastReport.endedAt} />）
          </span>
          ：{reportSentence(part, lastReport)}
        </p>
      )}
      <footer className="sync-part-foot quiet">
        {state.nextAt !== null && !underWay && (
          <span>
            {state.state === 'waiting' ? '重试' : '下次核对'}：<Moment at={state.nextAt} />
          </span>
        )}
        {lastReport !== null && (
          <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '收起报告' : '查看报告'}
          </Button>
        )}
      </footer>
      {open && <SyncReportList account={account} part={part} />}
    </section>
  )
}

function Reading({ state: { part, done, total, startedAt } }: { state: SyncState }) {
  const { unit } = syncPartWords[part]
  return (
    <div>
      {total !== null && total > 0 && (
        <Progress percent={Math.min(100, Math.floor((done / total) * 100))} size="small" status="active" />
      )}
      <p className="quiet">
        已读 {count(done)}
        {total === null ? '' : ` / ${count(total)}`} {unit}，<Moment at={startedAt} />
        开始
      </p>
    </div>
  )
}
