import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { settingsTabs } from '../accounts/words.ts'
import { useMay } from '../session/use-may.ts'
import { Pulls } from './pulls.tsx'
import { Webhooks } from './webhooks.tsx'
import './exchange.css'

/** Data in on a schedule, and changes out. */
export function ExchangePage() {
  const may = useMay()
  return (
    <Page title="设置" tabs={settingsTabs}>
      {may.administer ? (
        <>
          <Pulls />
          <Webhooks />
        </>
      ) : (
        <div className="card">
          <Empty
            title="只有管理员可以查看"
            text="从其他系统拉取客户、把变化推给其他系统，由管理员设置；需要时请联系管理员。"
          />
        </div>
      )}
    </Page>
  )
}
