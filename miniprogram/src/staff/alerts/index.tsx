import { Text, View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { AlertRow, LeadRow } from '../../../../shared/api/staff.ts'
import { sayTime } from '../../../../shared/say-time.ts'
import type { Answer } from '../../api'
import { endPull, goTo, usePulled } from '../../platform'
import { serverClock } from '../../server-clock'
import { useReading } from '../../ui/read'
import { Screen } from '../../ui/screen'
import { Empty, Loading, TroubleView } from '../../ui/states'
import { readAlerts, readLeads } from '../staff-api'
import './index.css'

type Tab = 'alerts' | 'mine' | 'pool'
/** One line of any of the three lists. */
type Item = {
  key: string
  tone: string
  badge: string
  title: string
  text: string
  at: Date
  open: Record<string, string>
}

const tabs: readonly { tab: Tab; label: string; empty: { title: string; text: string } }[] = [
  { tab: 'alerts', label: '待办', empty: { title: '没有待办', text: '新线索、商机和流失提醒会出现在这里。' } },
  { tab: 'mine', label: '我的线索', empty: { title: '还没有线索', text: '认领的线索会出现在这里，去公海看看。' } },
  { tab: 'pool', label: '公海', empty: { title: '公海里没有线索', text: '没有人认领的线索会出现在这里。' } },
]

export default function AlertsPage() {
  const [tab, setTab] = useState<Tab>('alerts')
  return (
    <Screen>
      <View className="tabs">
        {tabs.map(({ tab: each, label }) => (
          <View key={each} className={each === tab ? 'tab tab-open' : 'tab'} onClick={() => setTab(each)}>
            {label}
          </View>
        ))}
      </View>
      {tabs.map(({ tab: each, empty }) => each === tab && <List key={each} tab={each} empty={empty} />)}
    </Screen>
  )
}

function List({ tab, empty }: { tab: Tab; empty: { title: string; text: string } }) {
  const { reading, again } = useReading(useCallback(() => read(tab), [tab]))
  usePulled(() => void again().then(endPull))
  const now = serverClock.now()
  switch (reading.kind) {
    case 'loading':
      return <Loading cards={3} />
    case 'trouble':
      return <TroubleView trouble={reading.trouble} onMend={() => void again()} />
    case 'read':
      if (reading.value.length === 0) return <Empty title={empty.title} text={empty.text} />
      return (
        <View>
          {reading.value.map((item) => (
            <View key={item.key} className="card item" onClick={() => goTo('staff/lead/index', item.open)}>
              <View className="item-head">
                <Text className={`badge badge-${item.tone}`}>{item.badge}</Text>
                <Text className="secondary">{sayTime(item.at, now)}</Text>
              </View>
              <Text className="item-title">{item.title}</Text>
              <Text className="item-text">{item.text}</Text>
            </View>
          ))}
        </View>
      )
  }
}

async function read(tab: Tab): Promise<Answer<Item[]>> {
  if (tab === 'alerts') {
    const answer = await readAlerts()
    return answer.ok ? { ok: true, value: byUrgency(answer.value.items).map(itemOfAlert) } : answer
  }
  const answer = await readLeads(tab)
  return answer.ok ? { ok: true, value: answer.value.items.map(itemOfLead) } : answer
}

const kinds: Record<AlertRow['kind'], { badge: string; tone: string; urgency: number }> = {
  'new-lead': { badge: '新线索', tone: 'new', urgency: 0 },
  churn: { badge: '流失', tone: 'churn', urgency: 1 },
  opportunity: { badge: '商机', tone: 'good', urgency: 2 },
  order: { badge: '订单', tone: 'good', urgency: 3 },
}
const statuses: Record<LeadRow['status'], string> = {
  new: '待认领',
  claimed: '已认领',
  following: '跟进中',
  won: '已成交',
  lost: '已流失',
}

const byUrgency = (alerts: AlertRow[]) =>
  [...alerts].sort(
    (a, b) => kinds[a.kind].urgency - kinds[b.kind].urgency || b.createdAt.getTime() - a.createdAt.getTime(),
  )

function itemOfAlert(alert: AlertRow): Item {
  const { badge, tone } = kinds[alert.kind]
  const open = alert.lead === null ? { contact: alert.contact } : { lead: alert.lead }
  return { key: alert.id, tone, badge, title: alert.title, text: alert.advice, at: alert.createdAt, open }
}

function itemOfLead(lead: LeadRow): Item {
  const name = lead.contactName ?? lead.phoneMasked ?? '未留姓名'
  const text = [lead.source, ...lead.tags.slice(0, 2)].join(' · ')
  const tone = lead.status === 'new' ? 'new' : 'good'
  return {
    key: lead.id,
    tone,
    badge: statuses[lead.status],
    title: name,
    text,
    at: lead.createdAt,
    open: { lead: lead.id },
  }
}
