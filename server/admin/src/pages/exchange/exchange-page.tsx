import { Page } from '../../ui/page.tsx'
import { settingsTabs } from '../accounts/words.ts'
import { Pulls } from './pulls.tsx'
import { Webhooks } from './webhooks.tsx'
import './exchange.css'

/** Data in on a schedule, and changes out. */
export function ExchangePage() {
  return (
    <Page title="设置" tabs={settingsTabs}>
      <Pulls />
      <Webhooks />
    </Page>
  )
}
