import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { settingsTabs } from '../accounts/words.ts'
import { useMay } from '../session/use-may.ts'
import { LooksCard } from './looks-card.tsx'
import './privacy.css'
import { RequestsCard } from './requests-card.tsx'
import { RetentionCard } from './retention-card.tsx'

/** What people asked of their data, how long what is kept, and who looked at full numbers. */
export function PrivacyPage() {
  const may = useMay()
  return (
    <Page title="设置" tabs={settingsTabs}>
      {may.administer ? (
        <div className="privacy">
          <RequestsCard />
          <RetentionCard />
          <LooksCard />
        </div>
      ) : (
        <div className="card">
          <Empty
            title="只有管理员可以查看"
            text="个人信息的导出、删除、保存期限和查看记录由管理员负责；需要办理时请联系管理员。"
          />
        </div>
      )}
    </Page>
  )
}
