import { afterAll, beforeAll, expect, it } from 'vitest'
import { EnrollmentPage, OutboxPage } from '../../shared/api/journeys.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** Several accounts of one kind in one company: which of them a journey listens to, and through which it speaks. */
let line: Line
let oa: Connected
let other = ''
const otherAppId = 'wx0123456789abcdef'
beforeAll(async () => {
  line = await startLine({ seed: false })
  ;({ oa } = await connectWithoutCrowd(line, ['oa']))
  const second = { kind: 'oa', name: '二号店', appId: otherAppId, appSecret: 's'.repeat(32), originalId: 'gh_second' }
  ;({ id: other } = await line.connect(second))
})
afterAll(() => line?.stop())

const onText = (value: string, account?: string) => ({
  type: 'event-start' as const,
  settings: {
    ...{ event: 'message.received', filter: { field: 'text', operator: 'equals', value } },
    ...(account !== undefined && { account }),
  },
})
const text = (words: string, account?: string) => ({
  channel: 'oa-customer-service',
  content: { form: 'text', text: words, ...(account !== undefined && { account }) },
})
const enrolled = async (journey: string) =>
  EnrollmentPage.parse(await line.api('GET', `/enrollments?journey=${journey}`)).items

it('a start that listens to one account lets in who came through it, and nobody else', async () => {
  const start = (account?: string) => aJourney(onText('有人吗', account))
  const here = await publishJourney(line, '一号店', start(oa.id).node('send', text('一号店在')).build())
  const there = await publishJourney(line, '二号店', start(other).node('send', text('二号店在')).build())
  const [person] = await peopleOfTown(line, 1, { prefix: 'a-', following: true })
  await act(line, person?.id ?? '', 'say', { text: '有人吗' })
  await until('the first shop answered', async () => (await heardFrom(line, person?.id ?? '')).includes('一号店在'))
  expect(await enrolled(here)).toHaveLength(1)
  expect(await enrolled(there)).toHaveLength(0)
})

it('a message through an account the person does not follow is not sent through another', async () => {
  const sends = aJourney(onText('推荐'))
    .node('send', text('来自二号店', otherAppId))
    .node('send', text('来自一号店', oa.appId))
  const drawn = sends.build()
  const [first] = drawn.nodes.filter(({ type }) => type === 'send')
  const last = drawn.nodes.at(-1)
  if (first && last) first.exits = { next: last.id, unreachable: last.id }
  await publishJourney(line, '推荐', drawn)
  const [person] = await peopleOfTown(line, 1, { prefix: 'b-', following: true })
  await act(line, person?.id ?? '', 'say', { text: '推荐' })
  await until('the first shop wrote', async () => (await heardFrom(line, person?.id ?? '')).includes('来自一号店'))
  expect(await heardFrom(line, person?.id ?? '')).not.toContain('来自二号店')
  const contact = await line.contact(`oa:${oa.appId}:${person?.openId}`)
  const { items } = OutboxPage.parse(await line.api('GET', `/outbox?contact=${contact.id}`))
  expect(items.map(({ fate, why }) => [fate, why])).toContainEqual(['skipped', '没有关注所选的公众号'])
})

it.each([
  [
    'an account that is not connected',
    aJourney(onText('好', 'ac_gone')).node('send', text('好')),
    '所选的账号没有连接',
  ],
  ['a sender that is not connected', aJourney(onText('好')).node('send', text('好', 'wxgone')), '发送账号没有连接'],
])('%s keeps a journey from being published', async (_what, drawn, words) => {
  await expect(publishJourney(line, '不能发布', drawn.build())).rejects.toThrow(words)
})

it('a template belongs to one account: with several, the sender must be its owner', async () => {
  const template = await until('the templates were read', async () =>
    templateOf(line, line.demo.templates[0]?.title ?? ''),
  )
  const { id } = (await line.api('POST', '/journeys', {
    name: '模板',
    definition: aJourney(onText('模板')).node('send', { channel: 'oa-template', content: template }).build(),
  })) as { id: string }
  const problems = JSON.stringify(await line.api('GET', `/journeys/${id}`))
  expect(problems).toContain('请把发送账号也选为它')
})
