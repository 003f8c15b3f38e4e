import { LoadingOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { AccountSummary, CallbackKeys } from '../../../../../shared/api/accounts.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Moment } from '../../ui/moment.tsx'
import { stepsOf } from './connect-fields.ts'
import { pendingRefusal } from './words.ts'

/** What goes into the platform's console, and what came of it: the platform's own check is watched as it comes. */
export function ConnectCallback(props: {
  account: AccountSummary
  /** Known only to who has just made them. */
  keys: CallbackKeys | null
  waiting: boolean
  renewing: boolean
  /** Why they could not be made anew. */
  failure: string | null
  onRenew: () => void
}) {
  const { account, keys, waiting, renewing, failure, onRenew } = props
  const refusal = pendingRefusal(account)
  return (
    <div className="form">
      {account.addressProblem !== null && (
        <p className="account-problem" role="alert">
          {account.addressProblem}
        </p>
      )}
      <ol className="steps">
        {stepsOf(account).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div className="step copy-lines">
        <CopyLine label="回调地址" value={account.callbackUrl} />
        {keys === null ? (
          <p className="field-hint">令牌和密钥只在生成时显示一次。没有记下来？重新生成一对再填到平台。</p>
        ) : (
          <>
            <CopyLine label="令牌（Token）" value={keys.token} />
            <CopyLine label="密钥（EncodingAESKey）" value={keys.encodingAesKey} />
          </>
        )}
        <div className="connect-renew">
          <Button size="small" onClick={onRenew} loading={renewing}>
            重新生成
          </Button>
          <span className="field-hint">平台换用新的一对之前，原来的继续有效，不会漏掉消息。</span>
        </div>
        {failure !== null && (
          <p className="form-problem" role="alert">
            没有重新生成：{failure}
          </p>
        )}
      </div>
      {refusal !== null && (
        <div className="account-problem" role="alert">
          平台来过了（
          <Moment at={refusal.at} />
          ），但没有通过。{refusal.message}
        </div>
      )}
      {waiting && (
        <>
          <p className="quiet" role="status">
            <LoadingOutlined />{' '}
            {refusal === null
              ? '还没有收到平台的请求。在平台后台点“提交”或“保存”后，这里会立刻显示结果。'
              : '改好后在平台后台再提交一次，这里会立刻显示结果。'}
          </p>
          {refusal === null && (
            <p className="field-hint">
              平台提示失败，而这里一直没有变化？请求没有到达本服务器：请检查域名解析、证书、防火墙和反向代理。
            </p>
          )}
        </>
      )}
    </div>
  )
}
