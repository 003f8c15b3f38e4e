import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProviderStates } from '../../../../../shared/api/providers.ts'
import { ask } from '../../api.ts'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { settingsTabs } from '../accounts/words.ts'
import { sessionQuery } from '../session/session-query.ts'
import { ProviderCard } from './provider-card.tsx'
import { type Testing, TestModal } from './test-modal.tsx'

/** What sends SMS, mails, pushes and webhooks: whether it is set up, and whether it works. */
export function ProvidersPage() {
  const session = useQuery(sessionQuery)
  const admin = session.data?.role === 'admin'
  const providers = useQuery({
    queryKey: ['/providers'],
    queryFn: () => ask({ path: '/providers' }, ProviderStates),
    refetchInterval: 15_000,
    enabled: admin,
  })
  const [testing, setTesting] = useState<Testing | null>(null)
  if (session.data && !admin)
    return (
      <Page title="设置" tabs={settingsTabs}>
        <div className="card">
          <Empty title="需要管理员" text="服务商的设置和回调地址只给管理员看。需要改动时请联系贵司的管理员。" />
        </div>
      </Page>
    )
  return (
    <Page title="设置" tabs={settingsTabs}>
      <p className="quiet page-lead">服务商在服务器的环境变量里设置，改好后重启生效；密钥不会显示在这里。</p>
      <Loaded
        query={providers}
        what="服务商"
        skeleton={
          <div className="card card-padded">
            <Bones lines={5} />
          </div>
        }
      >
        {({ items }) => (
          <div className="stack">
            {items.map((state) => (
              <ProviderCard
                key={state.sort}
                state={state}
                onTest={(needs) => setTesting({ sort: state.sort, needs })}
              />
            ))}
          </div>
        )}
      </Loaded>
      {testing !== null && <TestModal testing={testing} onClose={() => setTesting(null)} />}
    </Page>
  )
}
