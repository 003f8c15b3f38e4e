import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Steps } from 'antd'
import { useState } from 'react'
import { AccountCreated, AccountSummary, CallbackKeys } from '../../../../../shared/api/accounts.ts'
import { ask, told } from '../../api.ts'
import { Bones, Failed } from '../../ui/states.tsx'
import { ConnectCallback } from './connect-callback.tsx'
import { ConnectCredentials } from './connect-credentials.tsx'
import { ConnectDone } from './connect-done.tsx'
import { type Draft, draftOf, emptyDraft, fieldsOf, type Kind, readDraft } from './connect-fields.ts'
import { ConnectTest } from './connect-test.tsx'
import { ConnectType } from './connect-type.tsx'
import { dropDraft, keepDraft, keptDraft } from './kept-draft.ts'
import { isConnected } from './words.ts'

const steps = ['选择类型', '填写凭据', '测试凭据', '配置回调', '等待平台验证', '完成'] as const
type Step = 0 | 1 | 2 | 3 | 4 | 5

/** Where a connecting that was left goes on. */
const stepOf = (account: AccountSummary): Step =>
  isConnected(account) ? 5 : account.credentials?.ok === true ? 3 : account.credentials === null ? 1 : 2

type Props = {
  /** The account whose connecting goes on; null for a new one. */
  id: string | null
  /** What it was connected with is to be changed. */
  editing: boolean
  onCreated: (id: string) => void
  onClose: () => void
}

/** From the platform's console into ours and back again, step by step; what was done so far stands on the server. */
export function ConnectDrawer({ id, editing, onCreated, onClose }: Props) {
  const queries = useQueryClient()
  const known = useQuery({
    queryKey: ['/accounts', id],
    queryFn: () => ask({ path: `/accounts/${id}` }, AccountSummary),
    enabled: id !== null,
    refetchInterval: 2_000,
  })
  const account = id === null ? null : (known.data ?? null)
  const [kept] = useState(keptDraft)
  const [kind, setKind] = useState<Kind>(kept?.kind ?? 'oa')
  const [typed, setTyped] = useState<Draft | null>(null)
  const [chosen, setChosen] = useState<Step | null>(editing ? 1 : null)
  const [problems, setProblems] = useState<Partial<Record<string, string>>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [keys, setKeys] = useState<CallbackKeys | null>(null)

  const setStep = (next: Step) => {
    setChosen(next)
    // What went wrong belongs to the step where it was tried.
    setFailure(null)
  }

  const draft = typed ?? (account === null ? (kept?.draft ?? emptyDraft) : draftOf(account))
  const kindNow = account?.kind ?? kind
  const reached = chosen ?? (account === null ? (kept === null ? 0 : 1) : stepOf(account))
  const step = account !== null && isConnected(account) && reached >= 3 ? 5 : reached

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    setTyped(next)
    setProblems((before) => ({ ...before, ...Object.fromEntries(Object.keys(part).map((name) => [name, undefined])) }))
    if (account === null) keepDraft(kindNow, next)
  }
  const choose = (next: Kind) => {
    setKind(next)
    setProblems({})
    keepDraft(next, draft)
  }
  const seen = (summary: AccountSummary) => {
    queries.setQueryData(['/accounts', summary.id], summary)
    void queries.invalidateQueries({ queryKey: ['/accounts'], exact: true })
  }
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null)
    setBusy(true)
    try {
      await work()
    } catch (error) {
      setFailure(told(error).message)
    } finally {
      setBusy(false)
    }
  }
  const test = (of: string) =>
    attempt(async () => {
      seen(await ask({ method: 'POST', path: `/accounts/${of}/test` }, AccountSummary))
    })
  const save = async () => {
    const read = readDraft(kindNow, draft, { secretKept: account !== null })
    setProblems(read.ok ? {} : read.problems)
    if (!read.ok) {
      const first = fieldsOf[kindNow].find(({ name }) => read.problems[name] !== undefined)
      return document.getElementById(`connect-${first?.name}`)?.focus()
    }
    let saved: string | null = null
    await attempt(async () => {
      if (account === null) {
        const created = await ask({ method: 'POST', path: '/accounts', body: read.account }, AccountCreated)
        setKeys(CallbackKeys.parse(created))
        dropDraft()
        saved = created.id
        onCreated(created.id)
      } else {
        const { kind: _kind, appSecret, ...fields } = read.account
        const body = { ...fields, ...(draft.appSecret.trim() !== '' && { appSecret }) }
        seen(await ask({ method: 'PUT', path: `/accounts/${account.id}`, body }, AccountSummary))
        saved = account.id
      }
    })
    if (saved === null) return
    setTyped(null)
    setStep(2)
    await test(saved)
  }
  const renew = (of: string) =>
    attempt(async () => {
      setKeys(await ask({ method: 'POST', path: `/accounts/${of}/callback-keys` }, CallbackKeys))
      await queries.invalidateQueries({ queryKey: ['/accounts'] })
    })

  const unread = known.error !== null && account === null
  const loading = id !== null && account === null && !unread
  const shown = !loading && !unread
  return (
    <Drawer
      title={account === null ? '接入账号' : `接入账号：${account.name}`}
      open
      onClose={onClose}
      size={640}
      footer={
        <div className="drawer-foot">
          {unread && <Button onClick={onClose}>关闭</Button>}
          {shown && step === 1 && <Button onClick={() => (account === null ? setStep(0) : setStep(2))}>上一步</Button>}
          {shown && step === 2 && <Button onClick={() => setStep(1)}>修改凭据</Button>}
          {shown && step === 3 && <Button onClick={() => setStep(2)}>上一步</Button>}
          {shown && step === 4 && <Button onClick={() => setStep(3)}>上一步</Button>}
          {shown && step === 0 && (
            <Button type="primary" onClick={() => setStep(1)}>
              下一步
            </Button>
          )}
          {shown && step === 1 && (
            <Button type="primary" onClick={() => void save()} loading={busy}>
              保存并测试凭据
            </Button>
          )}
          {shown && step === 2 && account !== null && account.credentials?.ok !== true && (
            <Button onClick={() => void test(account.id)} loading={busy}>
              再测试一次
            </Button>
          )}
          {shown && step === 2 && (
            <Button type="primary" disabled={account?.credentials?.ok !== true || busy} onClick={() => setStep(3)}>
              下一步
            </Button>
          )}
          {shown && step === 3 && (
            <Button type="primary" onClick={() => setStep(4)}>
              我已填写，等待验证
            </Button>
          )}
          {shown && step === 4 && <Button onClick={onClose}>先关闭，稍后再看</Button>}
          {shown && step === 5 && (
            <Button type="primary" onClick={onClose}>
              完成
            </Button>
          )}
        </div>
      }
    >
      <Steps
        className="connect-steps"
        size="small"
        titlePlacement="vertical"
        current={step}
        items={steps.map((title) => ({ title }))}
      />
      <p className="connect-step-now" aria-live="polite">
        第 {step + 1} 步，共 {steps.length} 步：{steps[step]}
      </p>
      {loading && <Bones lines={5} />}
      {unread && <Failed what="这个账号" error={known.error} onRetry={() => void known.refetch()} />}
      {shown && step === 0 && <ConnectType kind={kindNow} draft={draft} onKind={choose} onDraft={change} />}
      {shown && step === 1 && (
        <ConnectCredentials
          kind={kindNow}
          draft={draft}
          problems={problems}
          secretKept={account !== null}
          failure={failure}
          onDraft={change}
        />
      )}
      {shown && step === 2 && <ConnectTest account={busy ? null : account} failure={failure} />}
      {account !== null && (step === 3 || step === 4) && (
        <ConnectCallback
          account={account}
          keys={keys}
          waiting={step === 4}
          renewing={busy}
          failure={failure}
          onRenew={() => void renew(account.id)}
        />
      )}
      {account !== null && step === 5 && <ConnectDone account={account} />}
    </Drawer>
  )
}
