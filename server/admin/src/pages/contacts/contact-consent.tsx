import { useQueryClient } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useState } from 'react'
import type { ChannelConsent, ContactProfile } from '../../../../../shared/api/contacts.ts'
import { tell } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { useTold } from '../../ui/use-told.ts'
import { useMay } from '../session/use-may.ts'

/** Marketing consent per channel: what the person said, and the switch for what they tell a colleague. */
export function ContactConsent({ person }: { person: ContactProfile }) {
  const queries = useQueryClient()
  const told = useTold()
  const may = useMay()
  const [busy, setBusy] = useState<string | null>(null)
  const change = ({ channel, label }: ChannelConsent, wanted: boolean) => {
    setBusy(channel)
    const body = { channel, consent: wanted ? 'granted' : 'refused' }
    tell({ method: 'PUT', path: `/contacts/${person.id}/consent`, body })
      .then(() => {
        told.done(wanted ? `可以通过${label}发送营销消息了。` : `不再通过${label}发送营销消息。`)
        return queries.invalidateQueries({ queryKey: ['/contacts'] })
      })
      .catch((error: unknown) => told.failed('没有改动', error))
      .finally(() => setBusy(null))
  }
  return (
    <Card title="营销授权">
      <dl className="facts">
        {person.consents.map((one) => (
          <div className="fact" key={one.channel}>
            <dt>{one.label}</dt>
            <dd>
              <Switch
                aria-label={`${one.label}可以发送营销消息`}
                size="small"
                disabled={!may.change}
                checked={one.consent !== 'refused'}
                loading={busy === one.channel}
                onChange={(wanted) => change(one, wanted)}
              />{' '}
              {one.source !== null && (
                <span className="quiet small">
                  {one.source} <Moment at={one.at} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">
        没有单独表示过拒绝的渠道，关注或添加即视为同意；关闭后营销消息不再发送，服务通知不受影响。
      </p>
    </Card>
  )
}
