import { Text, View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { CustomerContext } from '../../../../shared/api/staff.ts'
import { sayDay, sayTime } from '../../../../shared/say-time.ts'
import { sayTrouble } from '../../copy'
import { goTo, queryOf } from '../../platform'
import { serverClock } from '../../server-clock'
import { Primary } from '../../ui/primary'
import { useReading } from '../../ui/read'
import { Screen } from '../../ui/screen'
import { Loading, TroubleView } from '../../ui/states'
import { claim, readCustomer } from '../staff-api'
import { History } from './history'
import './index.css'

export default function LeadPage() {
  const [by] = useState(() => {
    const lead = queryOf('lead')
    return lead === null ? { contact: queryOf('contact') ?? '' } : { lead }
  })
  const { reading, again } = useReading(useCallback(() => readCustomer(by), [by]))
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)

  if (reading.kind !== 'read') {
    return (
      <Screen>
        {reading.kind === 'loading' ? (
          <Loading cards={3} />
        ) : (
          <TroubleView trouble={reading.trouble} onMend={() => void again()} />
        )}
      </Screen>
    )
  }
  const { context, me } = reading.value
  const note = () => goTo('staff/note/index', { contact: context.contact.id, name: context.contact.name ?? '' })

  async function claimThis() {
    setBusy(true)
    const answer = await claim({ contact: context.contact.id, lead: context.lead?.id ?? null })
    setSaid(
      answer.ok
        ? { tone: 'good', text: '已认领，这位客户由您跟进' }
        : { tone: 'bad', text: sayTrouble('认领', answer.trouble) },
    )
    // Claimed by a colleague a moment ago: the page must show who it is now.
    await again()
    setBusy(false)
  }

  return (
    <Screen
      foot={
        context.advice.action === 'claim' && context.mayClaim ? (
          <Primary
            label={busy ? '请稍候…' : context.advice.label}
            onTap={() => void claimThis()}
            off={busy}
            mark="claim"
          />
        ) : (
          <Primary label="写跟进" onTap={note} mark="note" />
        )
      }
    >
      <Who context={context} me={me} />
      {said !== null && (
        <View className={said.tone === 'good' ? 'banner banner-good' : 'banner banner-bad'}>{said.text}</View>
      )}
      <Advice context={context} me={me} />
      <History context={context} now={serverClock.now()} />
    </Screen>
  )
}

function Who({ context: { contact }, me }: { context: CustomerContext; me: string }) {
  const owner =
    contact.owner === null
      ? '还没有归属'
      : contact.owner === me
        ? '归您跟进'
        : `归属 ${contact.ownerName ?? contact.owner}`
  const facts = [
    owner,
    contact.stage,
    contact.phoneMasked,
    contact.level,
    contact.vipExpiresAt === null ? null : `${sayDay(contact.vipExpiresAt)}到期`,
  ]
  return (
    <View className="card">
      <Text className="who-name">{contact.name ?? '未留姓名'}</Text>
      <View className="secondary who-facts">
        {facts.flatMap((fact) =>
          fact === null
            ? []
            : [
                <Text key={fact} className="who-fact">
                  {fact}
                </Text>,
              ],
        )}
      </View>
      {contact.tags.length > 0 && (
        <View className="tags">
          {contact.tags.slice(0, 3).map((tag) => (
            <Text key={tag} className="tag">
              {tag}
            </Text>
          ))}
        </View>
      )}
    </View>
  )
}

function Advice({ context: { advice, lead }, me }: { context: CustomerContext; me: string }) {
  const another = lead !== null && lead.owner !== null && lead.owner !== me ? (lead.ownerName ?? lead.owner) : null
  return (
    <View className="card">
      <Text className="card-title">现在该做什么</Text>
      {another !== null && <View className="banner">这条线索已由{another}认领，跟进前请先和同事说一声。</View>}
      <Text className="para">{advice.sentence}</Text>
      {lead !== null && lead.nextFollowUpAt !== null && (
        <Text className="para secondary">下次跟进 {sayTime(lead.nextFollowUpAt, serverClock.now())}</Text>
      )}
    </View>
  )
}
