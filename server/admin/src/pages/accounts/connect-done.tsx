import { lackingRights } from '../../../../../shared/account-rights.ts'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { callbackWords, kindWords } from './words.ts'

const next = {
  oa: '粉丝、标签和模板正在后台同步，完成后会出现在账号列表里。',
  mini: '订阅消息模板正在后台同步。顾客打开小程序后就会成为客户档案。',
  wecom: '员工和客户正在后台同步，完成后会出现在账号列表里。',
} as const

/** What makes the platform send a sealed message. */
const tryIt = {
  oa: '用微信给这个公众号发一句话',
  mini: '在小程序的客服会话里发一句话',
  wecom: '在企业微信里打开这个应用',
} as const

export function ConnectDone({ account }: { account: AccountSummary }) {
  const lacking = account.type === null ? [] : lackingRights({ type: account.type, certified: account.certified })
  return (
    <div className="form">
      {account.key === 'unproven' ? (
        <>
          <p role="status">
            <Label tone="warn">{callbackWords(account).text}</Label> 地址和令牌已经通过，
            <Moment at={account.verifiedAt ?? account.lastCallbackAt} />。
          </p>
          <p className="quiet">
            {kindWords[account.kind]}的验证不检查 EncodingAESKey，要收到一条加密消息才知道它对不对：
            {tryIt[account.kind]}
            ，这里会立刻显示结果。
          </p>
        </>
      ) : (
        <p role="status">
          <Label tone="good">已接通</Label> 平台验证成功，
          <Moment at={account.verifiedAt ?? account.lastCallbackAt} />。
        </p>
      )}
      <p>{next[account.kind]}</p>
      {lacking.length > 0 && <p className="quiet">平台不向这类账号开放：{lacking.join('、')}。</p>}
      {account.sidebarUrl !== null && account.customerContact && (
        <div className="step">
          <p>在「客户联系 → 聊天工具栏」里添加页面，销售就能在聊天旁看到客户：</p>
          <CopyLine label="侧边栏" value={account.sidebarUrl} />
        </div>
      )}
    </div>
  )
}
