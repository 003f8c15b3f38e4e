import { Link } from 'react-router'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { Label } from '../../ui/label.tsx'
import { typeWords } from './words.ts'

/** On a page of one account: which it is, and the way back. */
export function AccountHead({ account }: { account: AccountSummary }) {
  return (
    <p className="account-head">
      <Link to="/settings/accounts">账号接入</Link>
      <span className="quiet">／</span>
      <strong>{account.name}</strong>
      <span className="quiet">{typeWords(account)}</span>
      {account.status === 'paused' && <Label tone="warn">已暂停</Label>}
    </p>
  )
}
