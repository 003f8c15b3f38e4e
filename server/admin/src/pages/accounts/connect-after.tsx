import { LoadingOutlined } from '@ant-design/icons'
import type { AccountCreated, AccountSummary } from '../../../../../shared/api/accounts.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { type Kind, stepsOf } from './connect-fields.ts'

/** After connecting: were the credentials right, where the address goes, and has the platform verified it yet. */
export function ConnectAfter({
  kind,
  created,
  account,
  failure,
  token,
  encodingAesKey,
}: {
  kind: Kind
  created: AccountCreated
  account: AccountSummary | null
  failure: string | null
  token: string
  encodingAesKey: string
}) {
  const credentials = account?.credentials ?? null
  return (
    <div className="form">
      <div className="step">
        <h3 className="step-title">1. 凭证</h3>
        {credentials === null ? (
          <p className={failure === null ? 'quiet' : 'bad'}>{failure ?? '正在测试…'}</p>
        ) : (
          <p>
            <Label tone={credentials.ok ? 'good' : 'bad'}>{credentials.ok ? '凭证有效' : '凭证无效'}</Label>{' '}
            {credentials.ok ? '平台接受了 AppID 和密钥。' : credentials.message}
          </p>
        )}
      </div>
      <div className="step">
        <h3 className="step-title">2. 到平台后台填写</h3>
        <ol className="steps">
          {stepsOf[kind].map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <CopyLine label="回调地址" value={created.callbackUrl} />
        <CopyLine label="令牌" value={token} />
        <CopyLine label="密钥" value={encodingAesKey} />
      </div>
      <div className="step">
        <h3 className="step-title">3. 平台验证</h3>
        {account !== null && account.verifiedAt !== null ? (
          <p>
            <Label tone="good">已通过</Label> 平台验证成功，
            <Moment at={account.verifiedAt} />。
          </p>
        ) : (
          <p className="quiet">
            <LoadingOutlined /> 正在等待平台来验证。可以关掉这个窗口，账号列表里会继续显示。
          </p>
        )}
      </div>
    </div>
  )
}
