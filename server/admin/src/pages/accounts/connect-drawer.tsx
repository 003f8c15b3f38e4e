import { Button, Drawer, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { AccountCreated, AccountSummary } from '../../../../../shared/api/accounts.ts'
import { ask, told } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { ConnectAfter } from './connect-after.tsx'
import { type Draft, emptyDraft, type FieldName, fieldsOf, type Kind, makeSecret, readDraft } from './connect-fields.ts'
import { kindWords } from './words.ts'

type Props = { open: boolean; accounts: readonly AccountSummary[]; onCreated: () => void; onClose: () => void }

/** Two steps: what the platform's console shows goes in; the callback address comes out and is waited for. */
export function ConnectDrawer({ open, accounts, onCreated, onClose }: Props) {
  const [kind, setKind] = useState<Kind>('oa')
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const [problems, setProblems] = useState<Partial<Record<string, string>>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [created, setCreated] = useState<AccountCreated | null>(null)

  const set = (name: FieldName, value: string) => {
    setDraft((before) => ({ ...before, [name]: value }))
    setProblems((before) => ({ ...before, [name]: undefined }))
  }
  const submit = () => {
    const read = readDraft(kind, draft)
    setFailure(null)
    setProblems(read.ok ? {} : read.problems)
    if (!read.ok) return
    setBusy(true)
    ask({ method: 'POST', path: '/accounts', body: read.account }, AccountCreated)
      .then(async (account) => {
        setCreated(account)
        // The test's answer is shown through the account list; a failed test is an answer too.
        await ask({ method: 'POST', path: `/accounts/${account.id}/test` }, AccountSummary).catch((error: unknown) =>
          setFailure(`凭证没有测试成功：${told(error).message}`),
        )
        onCreated()
      })
      .catch((error: unknown) => setFailure(told(error).message))
      .finally(() => setBusy(false))
  }
  const close = () => {
    setDraft(emptyDraft)
    setProblems({})
    setFailure(null)
    setCreated(null)
    onClose()
  }

  return (
    <Drawer
      title={created === null ? '接入账号' : '填写回调地址'}
      open={open}
      onClose={close}
      size={520}
      footer={
        <div className="drawer-foot">
          <Button onClick={close}>{created === null ? '取消' : '完成'}</Button>
          {created === null && (
            <Button type="primary" onClick={submit} loading={busy}>
              接入并测试凭证
            </Button>
          )}
        </div>
      }
    >
      {created !== null ? (
        <ConnectAfter
          kind={kind}
          created={created}
          account={accounts.find((account) => account.id === created.id) ?? null}
          failure={failure}
          token={draft.token}
          encodingAesKey={draft.encodingAesKey}
        />
      ) : (
        <>
          <Segmented<Kind>
            block
            value={kind}
            onChange={(next) => {
              setKind(next)
              setProblems({})
            }}
            options={[
              { value: 'oa', label: kindWords.oa },
              { value: 'mini', label: kindWords.mini },
              { value: 'wecom', label: kindWords.wecom },
            ]}
          />
          <div className="form">
            {fieldsOf[kind].map((field) => (
              <FormField
                key={field.name}
                name={`connect-${field.name}`}
                label={field.label}
                hint={field.hint}
                required={field.optional !== true}
                problem={problems[field.name]}
              >
                <div className="input-row">
                  <Input
                    id={`connect-${field.name}`}
                    value={draft[field.name]}
                    autoComplete={field.secret === true ? 'new-password' : 'off'}
                    type={field.secret === true ? 'password' : 'text'}
                    {...(problems[field.name] === undefined ? {} : { status: 'error' as const })}
                    onChange={(event) => set(field.name, event.target.value)}
                  />
                  {field.makeable === true && (
                    <Button onClick={() => set(field.name, makeSecret(field.name))}>生成</Button>
                  )}
                </div>
              </FormField>
            ))}
            {kind !== 'wecom' && (
              <FormField
                name="connect-mode"
                label="消息加解密方式"
                hint="推荐安全模式。明文模式的签名不覆盖内容，容易被伪造。"
              >
                <Select
                  id="connect-mode"
                  value={draft.mode}
                  onChange={(mode: Draft['mode']) => setDraft((before) => ({ ...before, mode }))}
                  options={[
                    { value: 'safe', label: '安全模式（推荐）' },
                    { value: 'compatible', label: '兼容模式' },
                    { value: 'plain', label: '明文模式' },
                  ]}
                />
              </FormField>
            )}
            {failure !== null && (
              <p className="form-problem" role="alert">
                没有接入：{failure}
              </p>
            )}
          </div>
        </>
      )}
    </Drawer>
  )
}
