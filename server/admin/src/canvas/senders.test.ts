import { describe, expect, it, test } from 'vitest'
import type { AccountSummary } from '../../../../shared/api/accounts.ts'
import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { fieldOf } from './field.ts'
import { carriedOver } from './field-values.ts'
import { nothingToChoose, senderChoices, senderMember, templatesFor, withSender } from './senders.ts'
import { sentenceOf } from './sentence.ts'

const account = (id: string, kind: AccountSummary['kind'], appId: string, name: string, customerContact = true) =>
  ({ id, kind, appId, name, customerContact }) as AccountSummary
const accounts = [
  // Only an app of a company deals with customers or not: the others never say that they do.
  account('ac_1', 'oa', 'wx1', '一号店', false),
  account('ac_2', 'oa', 'wx2', '二号店', false),
  account('ac_3', 'mini', 'wx9', '商城', false),
  account('ac_4', 'wecom', 'ww1', '内部应用', false),
  account('ac_5', 'wecom', 'ww1', '销售助手'),
]
type Template = Catalogue['templates'][number]
const template = (id: string, of: string, sort: Template['sort'] = 'message'): Template => ({
  ...{ account: of, id, title: id, fields: [], sort },
})
const templates = [
  template('T1', 'ac_1'),
  template('T2', 'ac_2'),
  template('M1', 'ac_3'),
  template('N1', 'ac_1', 'notice'),
]

const shape = (widget: string) =>
  fieldOf(
    {
      type: 'object',
      properties: {
        account: { type: 'string', title: '发送账号', widget },
        templateId: { type: 'string', widget: 'template' },
      },
    },
    '内容',
  )
const membersOf = (widget: string) => {
  const field = shape(widget)
  return field.kind === 'group' ? field.members : []
}
const members = membersOf('sender-oa')

describe('the sender of a message', () => {
  test.each([
    ['several Official Accounts', 'sender-oa', ['wx1', 'wx2']],
    ['one mini-program', 'sender-mini', ['wx9']],
    ['a company by the app that deals with customers', 'sender-wecom', ['ww1']],
  ])('is one of %s', (_what, widget, appIds) => {
    const sender = senderMember(membersOf(widget))
    expect(senderChoices(sender?.kind ?? 'oa', accounts).map(({ value }) => value)).toEqual(appIds)
  })
  it('of a company bears the name of that app', () =>
    expect(senderChoices('wecom', accounts)[0]?.label).toBe('销售助手'))

  test.each([
    ['of two, one may be chosen', 'sender-oa', undefined, false],
    ['of one there is nothing to choose', 'sender-mini', undefined, true],
    ['what was chosen before can be taken back', 'sender-mini', 'wx7', false],
  ])('%s', (_what, widget, value, hidden) => {
    const [member] = membersOf(widget)
    expect(member && nothingToChoose(member.field, value, accounts)).toBe(hidden)
  })

  test.each([
    ['all of the kind when none is chosen', { kind: 'oa' as const, appId: null }, ['T1', 'T2']],
    ['those of the chosen one', { kind: 'oa' as const, appId: 'wx2' }, ['T2']],
    ['those of mini-programs', { kind: 'mini' as const, appId: null }, ['M1']],
    ['none of one that is gone', { kind: 'oa' as const, appId: 'wx7' }, []],
  ])('offers %s', (_what, sender, ids) => {
    expect(templatesFor(templates, sender, { accounts, sort: 'message' }).map(({ id }) => id)).toEqual(ids)
  })
  it('offers a notice only its own templates', () => {
    const sender = { kind: 'oa' as const, appId: null }
    expect(templatesFor(templates, sender, { accounts, sort: 'notice' }).map(({ id }) => id)).toEqual(['N1'])
  })

  const set = (name: string, next: unknown, before: Record<string, unknown>, known = accounts) =>
    withSender({ members, name, next, value: { ...before, [name]: next }, catalogue: { templates }, accounts: known })
  it('is the owner of the template that was chosen', () =>
    expect(set('templateId', 'T2', { account: 'wx1' })).toEqual({ account: 'wx2', templateId: 'T2' }))
  it('is left open where there is one only', () =>
    expect(set('templateId', 'T1', {}, accounts.slice(0, 1))).toEqual({ templateId: 'T1' }))
  it('gives up a template that is another’s, and keeps its own', () => {
    expect(set('account', 'wx2', { templateId: 'T1' })).toEqual({ account: 'wx2' })
    expect(set('account', 'wx1', { templateId: 'T1' })).toEqual({ account: 'wx1', templateId: 'T1' })
  })
  it('is not carried over to another channel', () =>
    expect(carriedOver(shape('sender-mini'), { account: 'wx1' })).toEqual({}))
})

const catalogue: Catalogue = { nodes: [], conditions: [], events: [], channels: [], templates: [] }
test.each([
  ['send', { channel: 'sms', content: { text: '好', account: 'wx2' } }, '由「二号店」发出'],
  ['send', { channel: 'sms', content: { text: '好', account: 'wx7' } }, '由「已断开的账号」发出'],
  ['event-start', { event: 'contact.followed', account: 'ac_1' }, '只看「一号店」'],
])('the sentence of %s names the account: %o', (type, settings, words) => {
  const known = {
    ...catalogue,
    nodes: [{ type, label: type, hint: '', class: 'act' as const, exits: [], settings: {} }],
  }
  expect(sentenceOf({ type, settings }, known, accounts).text).toContain(words)
})
