import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import {
  JourneyPage,
  OutboxFate,
  type OutboxRow,
  OutboxPage as OutboxRows,
} from '../../../../../shared/api/journeys.ts'
import { ask } from '../../api.ts'
import { ChoiceList, useChoice } from '../../ui/choice-list.tsx'
import { Label, type Tone } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { settingsTabs } from '../accounts/words.ts'
import { channelWords, nameOf } from '../contacts/words.ts'
import { receiptNote, receiptWords } from './receipt-words.ts'

const fates: Record<OutboxFate, { label: string; tone: Tone }> = {
  waiting: { label: '等待中', tone: 'info' },
  sending: { label: '发送中', tone: 'info' },
  sent: { label: '已发送', tone: 'good' },
  handed: { label: '待员工发送', tone: 'info' },
  skipped: { label: '未发送', tone: 'plain' },
  refused: { label: '被拒绝', tone: 'bad' },
  unknown: { label: '结果未知', tone: 'warn' },
}

/** Every outward message with its fate and the reason for it. */
export function OutboxPage() {
  const choice = useChoice<OutboxFate | ''>('fate', [
    { value: '', label: '全部' },
    ...OutboxFate.options.map((value) => ({ value, label: fates[value].label })),
  ])
  const fate = choice.value
  const rows = usePages({ path: '/outbox', query: { fate }, reply: OutboxRows, every: 5_000 })
  const journeys = useQuery({
    queryKey: ['/journeys', 'names'],
    queryFn: () => ask({ path: '/journeys' }, JourneyPage),
  })

  const columns: readonly Column<OutboxRow>[] = [
    {
      name: 'contact',
      title: '客户',
      width: '12%',
      show: (row) =>
        row.contact === null ? (
          <span className="quiet">—</span>
        ) : (
          <Link to={`/contacts/${row.contact}`} className="name-link">
            {nameOf({ name: row.contactName })}
          </Link>
        ),
    },
    { name: 'summary', title: '内容', width: '24%', wrap: true, show: (row) => row.summary },
    { name: 'channel', title: '渠道', width: 152, show: (row) => channelWords(row.channel) },
    {
      name: 'fate',
      title: '结果',
      width: 108,
      show: (row) => (
        <>
          <Label tone={fates[row.fate].tone}>{fates[row.fate].label}</Label>
          {row.receipts.length > 0 && (
            <div className="quiet small" title={receiptNote(row) ?? undefined}>
              {receiptWords(row)}
            </div>
          )}
        </>
      ),
    },
    { name: 'why', title: '为什么', wrap: true, show: (row) => row.why ?? <span className="quiet">—</span> },
    {
      name: 'journey',
      title: '旅程',
      wide: true,
      width: '14%',
      show: (row) =>
        row.journey === null ? (
          <span className="quiet">—</span>
        ) : (
          <Link to={`/journeys/${row.journey}`}>
            {journeys.data?.items.find((journey) => journey.id === row.journey)?.name ?? '查看旅程'}
          </Link>
        ),
    },
    {
      name: 'at',
      title: '时间',
      width: 128,
      show: (row) => <Moment at={row.fate === 'waiting' ? row.notBefore : (row.settledAt ?? row.createdAt)} />,
    },
  ]
  return (
    <Page title="设置" tabs={settingsTabs}>
      <ChoiceList
        choice={choice}
        label="发送记录"
        columns={columns}
        pages={rows}
        rowKey={(row) => row.key}
        minWidth={860}
        empty={
          <Empty
            title={fate === '' ? '还没有发送过消息' : '没有这种结果的消息'}
            text="旅程发出的每条消息都会记在这里：发给谁、结果如何、没有发出的原因是什么。"
          />
        }
      />
    </Page>
  )
}
