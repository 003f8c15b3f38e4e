import { LoadingOutlined } from '@ant-design/icons'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { ipListOf } from './connect-fields.ts'

/** Does the platform take the credentials, and if not, what is to be done about it. */
export function ConnectTest({ account, failure }: { account: AccountSummary | null; failure: string | null }) {
  const credentials = account?.credentials ?? null
  if (failure !== null) {
    return (
      <p className="form-problem" role="alert">
        没有测试成功：{failure}
      </p>
    )
  }
  if (account === null || credentials === null) {
    return (
      <p className="quiet" role="status">
        <LoadingOutlined /> 正在向平台验证凭据…
      </p>
    )
  }
  return (
    <div className="form">
      {credentials.ok ? (
        <p>
          <Label tone="good">凭据有效</Label> 平台接受了{account.kind === 'wecom' ? '企业 ID' : ' AppID '}和密钥。
        </p>
      ) : (
        <>
          <p className="account-problem" role="alert">
            {credentials.message}。
          </p>
          {credentials.ip !== null && (
            <div className="step">
              <p>把这个 IP 加入“{ipListOf[account.kind]}”，保存后再测试一次。</p>
              <CopyLine label="IP" value={credentials.ip} />
            </div>
          )}
        </>
      )}
    </div>
  )
}
