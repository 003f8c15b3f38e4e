import { describe, expect, it, test } from 'vitest'
import { Incoming } from '../../shared/incoming.ts'
import { dedupeKeyOf, typeOfMessage } from '../../server/intake/dedupe-key.ts'
import type { Translation } from '../../server/intake/translate/contract.ts'
import { translateRow } from '../../server/intake/translate-row.ts'
import { translatorOf } from '../../server/intake/translator-of.ts'
import { callbackExamples, kfExamples } from '../contracts/examples/callbacks.ts'
import { callbacks, fieldsOf, fixtures, type Platform } from './sheet.ts'

const receivedAt = new Date(1_760_000_000_250)
function translated({ platform, body }: { platform: Platform; body: string }): Translation | null {
  return translateRow(
    { id: 'ib_1', account: 'ac_1', platform, type: typeOfMessage(fieldsOf(body)), body, receivedAt },
    platform === 'wecom' ? 'ww0000000000000001' : 'wx0000000000000001',
  )
}
const fixtureOf = (name: string) => {
  const found = callbacks.find((one) => one.name === name)
  if (!found) throw new Error(`no fixture ${name}`)
  return { platform: found.platform, body: found.xml }
}
const exampleOf = (platform: Platform, type: string) => {
  const found = callbackExamples.find((one) => one.platform === platform && one.type === type)
  if (!found) throw new Error(`no example ${platform}:${type}`)
  return found
}
const eventsOf = (given: { platform: Platform; body: string }) => {
  const result = translated(given)
  if (result?.kind !== 'events') throw new Error('no events')
  return result.incoming
}
const eventOf = (name: string) => eventsOf(fixtureOf(name))
describe('the fixtures of the facts sheet', () => {
  it('are all found, and all that come in translate', () => {
    expect([fixtures.length, callbacks.length]).toEqual([67, 56])
    for (const { platform, xml, name } of callbacks) expect(translated({ platform, body: xml }), name).not.toBeNull()
  })

  it('have a dedupe key each of their own', () => {
    const keys = new Map<string, string>()
    for (const { name, xml } of callbacks) {
      const key = dedupeKeyOf(fieldsOf(xml))
      if (!name.includes('.msg.')) expect(keys.get(key), `${name} and ${keys.get(key)}`).toBeUndefined()
      keys.set(key, name)
    }
  })
})

const oa = { key: 'oa:wx0000000000000001:oDemoUser0000000000000000001', strength: 'platform', source: 'oa.callback' }
const visitor = { key: 'mini:wx0000000000000001:oDemoUser0000000000000000001' }
const customer = {
  key: 'wecom:ww0000000000000001:wmDemo00000000000000000000000001',
  strength: 'platform',
  source: 'wecom.callback',
}

test.each([
  ['oa.event.subscribe', { name: 'contact.followed', scene: null }, [oa]],
  ['oa.event.subscribe_qr', { name: 'contact.followed', scene: 'store_42' }, [oa]],
  ['oa.event.unsubscribe', { name: 'contact.unfollowed' }, [oa]],
  ['oa.event.SCAN', { name: 'contact.scanned', scene: 'store_42' }, [oa]],
  ['oa.event.LOCATION', { name: 'location.reported', latitude: 23.137466, longitude: 113.352425 }, [oa]],
  ['oa.event.CLICK', { name: 'menu.clicked', key: 'MENU_HELP' }, [oa]],
  ['oa.event.VIEW', { name: 'menu.viewed', url: 'https://example.com/' }, [oa]],
  ['oa.event.view_miniprogram', { name: 'menu.viewed', url: 'pages/index/index' }, [oa]],
  ['oa.msg.text', { name: 'message.received', kind: 'text', text: '你好' }, [oa]],
  ['oa.msg.image', { name: 'message.received', kind: 'image', text: null, media: 'MEDIA1' }, [oa]],
  ['oa.msg.voice', { name: 'message.received', kind: 'voice', text: null, media: 'MEDIA1' }, [oa]],
  ['oa.msg.video', { name: 'message.received', kind: 'video', text: null, media: 'MEDIA1' }, [oa]],
  ['oa.msg.shortvideo', { name: 'message.received', kind: 'shortvideo', text: null, media: 'MEDIA1' }, [oa]],
  [
    'oa.msg.location',
    { kind: 'location', text: '广州', place: { latitude: 23.134521, longitude: 113.358803 } },
    [oa],
  ],
  ['oa.msg.link', { name: 'message.received', kind: 'link', text: '标题', url: 'https://example.com/a' }, [oa]],
  ['oa.event.scancode_waitmsg', { name: 'menu.clicked', key: 'SCAN1', scanned: 'abc' }, [oa]],
  ['oa.event.kf_create_session', { name: 'service.started', desk: null, agent: 'test1@demo' }, [oa]],
  ['oa.event.kf_close_session', { name: 'service.ended', desk: null, agent: 'test1@demo' }, [oa]],
  ['oa.event.kf_switch_session', { name: 'service.switched', from: 'test1@demo', to: 'test2@demo' }, [oa]],
  ['oa.event.user_enter_tempsession', { name: 'service.entered', scene: 'order-detail' }, [{ ...oa, ...visitor, source: 'mini.callback' }]],
  [
    'oa.event.TEMPLATESENDJOBFINISH.ok',
    { name: 'message.delivered', channel: 'oa-template', receipt: '200163836' },
    [oa],
  ],
  ['oa.event.TEMPLATESENDJOBFINISH.block', { name: 'message.failed', receipt: '200163837', reason: '用户拒收' }, [oa]],
  ['oa.event.TEMPLATESENDJOBFINISH.sys', { name: 'message.failed', reason: '微信系统发送失败' }, [oa]],
  ['oa.event.subscribe_msg_change_event', { name: 'subscription.answered', template: 'TPL1', accepted: false }, [oa]],
  [
    'oa.event.subscribe_msg_sent_event',
    { name: 'message.delivered', channel: 'oa-subscription-notice', receipt: '1700827132819554304' },
    [oa],
  ],
  ['oa.event.user_authorization_revoke', { name: 'data.revoked', scope: '1' }, [oa]],
  [
    'wecom.change_external_contact.add',
    { name: 'friend.added', staff: 'zhangsan', state: 'store_42', welcomeCode: 'WC1' },
    [customer],
  ],
  ['wecom.change_external_contact.add_half', { name: 'friend.half-added', staff: 'zhangsan' }, [customer]],
  ['wecom.change_external_contact.edit', { name: 'friend.edited', staff: 'zhangsan' }, [customer]],
  ['wecom.change_external_contact.del', { name: 'friend.removed', by: 'transfer' }, [customer]],
  [
    'wecom.change_external_contact.transfer_fail',
    { name: 'friend.transfer-failed', staff: 'zhangsan', reason: '客户拒绝了转接' },
    [customer],
  ],
  [
    'wecom.change_external_contact.msg_audit_approved',
    { name: 'archiving.agreed', staff: 'zhangsan', welcomeCode: 'WC1' },
    [customer],
  ],
  ['wecom.change_external_contact.del_follow_user', { name: 'friend.removed', by: 'customer' }, [customer]],
])('%s says what happened to whom', (name, event, claims) => {
  expect(eventOf(name)).toMatchObject([{ event, claims }])
})

test.each(['wecom.msg.text', 'wecom.msg.image', 'wecom.msg.location', 'wecom.event.enter_agent'])(
  'what a colleague does in the app is known and of no interest: %s',
  (name) => {
    expect(eventOf(name)).toEqual([])
  },
)

test('the first words to a member of somebody who came by an acquisition link are a message nobody can read', () => {
  expect(eventsOf(exampleOf('wecom', 'event.customer_acquisition.customer_start_chat'))).toMatchObject([
    { event: { name: 'message.received', kind: 'chat', text: null }, claims: [customer] },
  ])
})

test('a pop-up with two answers is two events', () => {
  expect(eventOf('oa.event.subscribe_msg_popup_event').map(({ event }) => event)).toMatchObject([
    { name: 'subscription.answered', template: 'TPL1', accepted: true },
    { name: 'subscription.answered', template: 'TPL2', accepted: false },
  ])
})

test('in JSON the list of answers stands at the top, and is one object when it has one entry', () => {
  const translator = translatorOf('mini', 'event.subscribe_msg_popup_event')
  const head = { FromUserName: 'o1', CreateTime: '1760000000' }
  const account = { id: 'ac_1' as never, kind: 'mini' as const, appId: 'wx0000000000000002' }
  const one = { TemplateId: 'T', SubscribeStatusString: 'accept' }
  for (const List of [one, [one]]) {
    const result = translator?.translate({ id: 'ib_2', account, fields: { ...head, List }, receivedAt })
    expect(result).toMatchObject({ kind: 'events', incoming: [{ event: { template: 'T', accepted: true } }] })
  }
})

describe('a card of ours', () => {
  const { platform, body } = fixtureOf('wecom.event.template_card_event')
  const ours = body.replace('task-1', 'al_0123456789abcdef')
  const clicked = (more = '') => eventsOf({ platform, body: ours.replace('</xml>', `${more}</xml>`) })
  const said = { name: 'card.clicked', staff: 'zhangsan', key: 'approve', alert: 'al_0123456789abcdef' }

  it('names its alert when it is clicked; a card of somebody else is of no interest', () => {
    expect(clicked()).toMatchObject([{ event: { ...said, responseCode: 'RC1' }, claims: [] }])
    expect(eventsOf({ platform, body })).toEqual([])
  })

  const option = (id: string) => `<OptionId>${id}</OptionId>`
  const item = (question: string, options: string) =>
    `<SelectedItem><QuestionKey>${question}</QuestionKey>${options}</SelectedItem>`
  test.each([
    ['a vote for one', item('q', `<OptionIds>${option('a')}</OptionIds>`), { q: ['a'] }],
    ['a vote for two', item('q', `<OptionIds>${option('a')}${option('b')}</OptionIds>`), { q: ['a', 'b'] }],
    [
      'two lists',
      item('q', `<OptionIds>${option('a')}</OptionIds>`) + item('r', `<OptionIds>${option('b')}</OptionIds>`),
      { q: ['a'], r: ['b'] },
    ],
    ['the misspelt form', item('q', '<OpitonIds><OpitonId>a</OpitonId></OpitonIds>'), { q: ['a'] }],
    ['nothing chosen', item('q', '<OptionIds></OptionIds>'), { q: [] }],
  ])('says what was chosen: %s', (_what, items, choices) => {
    expect(clicked(`<SelectedItems>${items}</SelectedItems>`)).toMatchObject([{ event: { ...said, choices } }])
  })

  it('has an answer in its menu too', () => {
    expect(eventsOf(exampleOf('wecom', 'event.template_card_menu_event'))).toMatchObject([
      { event: { name: 'card.clicked', key: 'vote' } },
    ])
  })
})

const groupMoved = (more: string) =>
  fixtureOf('wecom.change_external_chat.create').body.replace(
    '<ChangeType><![CDATA[create]]></ChangeType>',
    `<ChangeType><![CDATA[update]]></ChangeType>${more}`,
  )
const people = '<MemChangeList><Item>wm1</Item><Item>wm2</Item></MemChangeList>'
const group = { part: 'groups', ids: ['wrDemo0000000000000000000000001'] }
test.each<[string, string, unknown]>([
  ['a member', fixtureOf('wecom.change_contact.create_user').body, { part: 'staff', ids: ['lisi'] }],
  ['a renamed member', fixtureOf('wecom.change_contact.update_user').body, { part: 'staff', ids: ['lisi', 'lisi001'] }],
  [
    'members of a tag',
    fixtureOf('wecom.change_contact.update_tag').body,
    { part: 'staff', ids: ['zhangsan', 'lisi', 'wangwu'] },
  ],
  ['a member who left', fixtureOf('wecom.change_contact.delete_user').body, { part: 'staff', ids: ['lisi'] }],
  ['a department', fixtureOf('wecom.change_contact.create_party').body, { part: 'departments', ids: ['2'] }],
  ['a renamed department', fixtureOf('wecom.change_contact.update_party').body, { part: 'departments', ids: ['2'] }],
  ['a closed department', fixtureOf('wecom.change_contact.delete_party').body, { part: 'departments', ids: ['2'] }],
  ['a new corp tag', fixtureOf('wecom.change_external_tag.create').body, { part: 'corp-tags', ids: ['etDemo1'] }],
  ['a corp tag that is gone', fixtureOf('wecom.change_external_tag.delete').body, { part: 'corp-tags', ids: ['etDemo1'] }],
  ['a corp tag', fixtureOf('wecom.change_external_tag.update').body, { part: 'corp-tags', ids: ['etDemo1'] }],
  ['the order of a group of tags', fixtureOf('wecom.change_external_tag.shuffle').body, { part: 'corp-tags', ids: ['etGroup1'] }],
  ['a new group', fixtureOf('wecom.change_external_chat.create').body, { ...group, move: { what: 'created' } }],
  ['a dismissed group', fixtureOf('wecom.change_external_chat.dismiss').body, { ...group, move: { what: 'dismissed' } }],
  [
    'somebody who joined by code',
    fixtureOf('wecom.change_external_chat.update.add_member').body,
    { ...group, move: { what: 'joined', how: 'scanned', members: ['wmDemo00000000000000000000000001'] } },
  ],
  [
    'two who were invited',
    groupMoved(`<UpdateDetail>add_member</UpdateDetail><JoinScene>0</JoinScene>${people}`),
    { ...group, move: { what: 'joined', how: 'invited', members: ['wm1', 'wm2'] } },
  ],
  [
    'somebody who joined in a way nobody knows, and is not named',
    groupMoved('<UpdateDetail>add_member</UpdateDetail><JoinScene>7</JoinScene><MemChangeList></MemChangeList>'),
    { ...group, move: { what: 'joined', how: null, members: [] } },
  ],
  [
    'two who were removed',
    groupMoved(`<UpdateDetail>del_member</UpdateDetail><QuitScene>1</QuitScene>${people}`),
    { ...group, move: { what: 'left', how: 'removed', members: ['wm1', 'wm2'] } },
  ],
  ['a renamed group', groupMoved('<UpdateDetail>change_name</UpdateDetail>'), { ...group, move: { what: 'changed' } }],
  ['客服 where something was said', fixtureOf('wecom.event.kf_msg_or_event').body, { part: 'kf', ids: ['wkDemo1'], token: 'ENCtoken1' }],
])('what is to be read again: %s', (_what, body, change) => {
  expect(translated({ platform: 'wecom', body })).toEqual({ kind: 'changed', change })
})

const massFinish = fixtureOf('oa.event.MASSSENDJOBFINISH').body
const massSaid = (status: string) => massFinish.replace('send success', status)
const mass = { job: 'mass', id: '1000001625', total: 100, filtered: 80, sent: 75, failed: 5 }
const mediaCheck = exampleOf('mini', 'event.wxa_media_check').body
const checked = { job: 'media-check', id: 'TRACE1' }
const published = { job: 'publish', id: '2247503051', article: 'ARTICLE1', articles: ['https://mp.weixin.qq.com/s/demo'] }
test.each<[string, Platform, string, unknown]>([
  ['a mass send', 'oa', massFinish, { ...mass, succeeded: true, problem: null, articles: ['https://mp.weixin.qq.com/s/demo'] }],
  ['a mass send that failed', 'oa', massSaid('send fail'), { succeeded: false, problem: '微信没有发送成功' }],
  ['a mass send the administrator refused', 'oa', massSaid('err(40001)'), { problem: '管理员拒绝了群发' }],
  ['a mass send refused for a reason nobody knows', 'oa', massSaid('err(99)'), { problem: '微信没有发送：99' }],
  [
    'a mass send of no articles',
    'oa',
    massFinish.replace(/<ResultList><item>.*<\/item><\/ResultList>/, '<ResultList></ResultList>'),
    { ...mass, articles: [] },
  ],
  ['articles', 'oa', fixtureOf('oa.event.PUBLISHJOBFINISH').body, { ...published, succeeded: true, problem: null }],
  ['articles that were refused', 'oa', exampleOf('oa', 'event.FREEPUBLISHJOBFINISH').body, { problem: '发布失败', article: null }],
  ['a checked picture', 'mini', mediaCheck, { ...checked, succeeded: true, problem: null, verdict: 'risky' }],
  [
    'a picture that could not be fetched',
    'mini',
    JSON.stringify({ ...fieldsOf(mediaCheck), errcode: -1008, detail: [], result: undefined }),
    { ...checked, succeeded: false, problem: '没有检测结果（-1008）', verdict: null },
  ],
  ['an import in WeCom', 'wecom', exampleOf('wecom', 'event.batch_job_result').body, { job: 'batch', id: 'J1', kind: 'sync_user', succeeded: true }],
])('how a job ended: %s', (_what, platform, body, report) => {
  expect(translated({ platform, body })).toMatchObject({ kind: 'reported', report })
})

test.each<[Platform, string, object, object]>([
  ['oa', 'event.scancode_push', { name: 'menu.clicked', key: 'K', scanned: 'SN-1' }, oa],
  ['oa', 'event.pic_sysphoto', { name: 'menu.clicked', photos: 2 }, oa],
  ['oa', 'event.pic_photo_or_album', { name: 'menu.clicked', photos: 2 }, oa],
  ['oa', 'event.pic_weixin', { name: 'menu.clicked', photos: 2 }, oa],
  ['mini', 'message.text', { name: 'message.received', kind: 'text', text: '在吗' }, visitor],
  ['mini', 'message.image', { name: 'message.received', kind: 'image', text: null, media: 'MEDIA1' }, visitor],
  ['mini', 'message.miniprogrampage', { kind: 'miniprogrampage', text: '防晒衣', url: 'pages/goods?id=1' }, visitor],
  ['mini', 'event.subscribe_msg_popup_event', { name: 'subscription.answered', template: 'TPL1', accepted: true }, visitor],
  ['mini', 'event.subscribe_msg_change_event', { name: 'subscription.answered', accepted: true }, visitor],
  ['mini', 'event.subscribe_msg_sent_event', { name: 'message.delivered', channel: 'mini-subscribe', receipt: '17' }, visitor],
  ['mini', 'event.user_authorization_revoke', { name: 'data.revoked', scope: '1' }, visitor],
  ['mini', 'event.user_authorization_cancellation', { name: 'data.revoked' }, visitor],
  ['oa', 'event.user_authorization_cancellation', { name: 'data.revoked' }, oa],
])('%s %s says what happened to whom', (platform, type, event, claim) => {
  expect(eventsOf(exampleOf(platform, type))).toMatchObject([{ event, claims: [claim] }])
})

test('a place chosen by the menu is a tap and a reported place', () => {
  expect(eventsOf(exampleOf('oa', 'event.location_select'))).toMatchObject([
    { event: { id: 'ib_1', name: 'menu.clicked', key: 'K', place: '天河店' } },
    { event: { id: 'ib_1.place', name: 'location.reported', latitude: 23.1, longitude: 113.2 } },
  ])
})

test.each(callbackExamples.filter(({ platform, type }) => platform === 'wecom' && !/card_menu|batch_job|start_chat|^kf\./.test(type)))(
  'what a colleague does in the app is known and of no interest: $type',
  (example) => {
    expect(eventsOf(example)).toEqual([])
  },
)

test('a message opens the 48-hour window, a tap the one-minute window', () => {
  const after = (ms: number) => new Date(receivedAt.getTime() + ms)
  expect(eventOf('oa.msg.text')[0]?.facts.following).toMatchObject({
    windowUntil: after(48 * 3_600_000),
    windowLeft: 5,
  })
  for (const name of ['oa.event.CLICK', 'oa.event.SCAN', 'oa.event.subscribe_qr']) {
    expect(eventOf(name)[0]?.facts.following).toMatchObject({ windowUntil: after(60_000), windowLeft: 3 })
  }
  for (const name of ['oa.event.VIEW', 'oa.event.view_miniprogram']) {
    expect(eventOf(name)[0]?.facts.following).not.toHaveProperty('windowUntil')
  }
  expect(eventsOf(exampleOf('oa', 'event.pic_weixin'))[0]?.facts.following).not.toHaveProperty('windowUntil')
})

test('an item of a message menu reads as a text and opens the window of a tap only', () => {
  const { platform, body } = fixtureOf('oa.msg.text')
  const tapped = eventsOf({ platform, body: body.replace('</xml>', '<bizmsgmenuid>101</bizmsgmenuid></xml>') })
  expect(tapped).toMatchObject([
    { event: { name: 'message.received', text: '你好', choice: '101' }, facts: { following: { windowLeft: 3 } } },
  ])
})

test('a customer the member deleted was removed by staff', () => {
  const { platform, body } = fixtureOf('wecom.change_external_contact.del')
  const deleted = body.replace('<Source><![CDATA[DELETE_BY_TRANSFER]]></Source>', '')
  expect(eventsOf({ platform, body: deleted })).toMatchObject([{ event: { name: 'friend.removed', by: 'staff' } }])
})

describe('what is fetched of 微信客服', () => {
  const rowOf = (type: string) => {
    const found = kfExamples.find((one) => one.type === type)
    if (!found) throw new Error(`no row ${type}`)
    return found
  }
  const changedBy = (type: string, change: (row: Record<string, unknown>) => object) => ({
    platform: 'wecom' as const,
    body: JSON.stringify(change(JSON.parse(rowOf(type).body))),
    type,
  })
  const said = (given: { platform: Platform; type: string; body: string }) => {
    const result = translateRow(
      { id: 'ib_1', account: 'ac_1', ...given, receivedAt },
      'ww0000000000000001',
    )
    return result?.kind === 'events' ? result.incoming : []
  }
  const desk = 'wkDemo1'

  test.each<[string, object]>([
    ['kf.text', { name: 'message.received', kind: 'text', desk, text: '在吗', choice: 'menu-1' }],
    ['kf.image', { name: 'message.received', kind: 'image', desk, text: null, media: 'MEDIA1' }],
    ['kf.voice', { name: 'message.received', kind: 'voice', media: 'MEDIA1' }],
    ['kf.video', { name: 'message.received', kind: 'video', media: 'MEDIA1' }],
    ['kf.file', { name: 'message.received', kind: 'file', media: 'MEDIA1' }],
    ['kf.location', { name: 'message.received', kind: 'location', text: null }],
    ['kf.link', { name: 'message.received', kind: 'link', text: null }],
    ['kf.business_card', { name: 'message.received', kind: 'business_card' }],
    ['kf.miniprogram', { name: 'message.received', kind: 'miniprogram' }],
    ['kf.event.enter_session', { name: 'service.entered', desk, scene: 'shop', welcomeCode: 'WC1' }],
    ['kf.event.msg_send_fail', { name: 'message.failed', channel: 'wecom-kf', receipt: 'OURS1', reason: '没有送达（4）' }],
    ['kf.event.session_status_change', { name: 'service.started', desk, agent: 'zhangsan' }],
    ['kf.event.user_recall_msg', { name: 'message.recalled', message: 'MSG1' }],
  ])('%s says what happened to the customer', (type, event) => {
    expect(said(rowOf(type))).toMatchObject([{ event: { id: 'ib_1', at: receivedAt, ...event }, claims: [customer] }])
  })

  test.each([
    ['somebody else takes over', { old_servicer_userid: 'a', new_servicer_userid: 'b' }, { name: 'service.switched', from: 'a', to: 'b' }],
    ['the same takes it up again', { old_servicer_userid: 'a', new_servicer_userid: 'a' }, { name: 'service.started', agent: 'a' }],
    ['it ends', { old_servicer_userid: 'a' }, { name: 'service.ended', agent: 'a' }],
    ['it ends with nobody', {}, { name: 'service.ended', agent: null }],
  ])('a conversation changes: %s', (_what, who, event) => {
    const head = { event_type: 'session_status_change', open_kfid: desk, external_userid: 'wm1' }
    const given = changedBy('kf.event.session_status_change', (row) => ({ ...row, event: { ...head, ...who } }))
    expect(said(given)).toMatchObject([{ event }])
  })

  test.each([
    ['a colleague', changedBy('kf.text', (row) => ({ ...row, origin: 5, servicer_userid: 'zhangsan' }))],
    ['the platform', changedBy('kf.text', (row) => ({ ...row, origin: 4 }))],
    ['a colleague who begins to serve', rowOf('kf.event.servicer_status_change')],
    ['a colleague who takes back a message', rowOf('kf.event.servicer_recall_msg')],
  ])('what comes from %s is no news of the customer', (_who, given) => {
    expect(said(given)).toEqual([])
  })
})

describe('dedupe keys', () => {
  const event = { FromUserName: 'sys', CreateTime: '1760000000', MsgType: 'event', Event: 'change_external_contact' }
  test.each([
    ['two customers of one second', { UserID: 'a', ExternalUserID: 'wm1' }, { UserID: 'a', ExternalUserID: 'wm2' }],
    ['adding and deleting in one second', { ChangeType: 'add', UserID: 'a' }, { ChangeType: 'del', UserID: 'a' }],
    ['two menu keys of one second', { EventKey: 'a' }, { EventKey: 'b' }],
    ['two clicks on one card', { TaskId: 't', ResponseCode: '1' }, { TaskId: 't', ResponseCode: '2' }],
    ['two answers told apart by their content only', { List: { TemplateId: 'a' } }, { List: { TemplateId: 'b' } }],
    [
      'two who joined one group in one second',
      { ChangeType: 'update', ChatId: 'wr1', MemChangeList: { Item: 'wm1' } },
      { ChangeType: 'update', ChatId: 'wr1', MemChangeList: { Item: 'wm2' } },
    ],
    ['two tokens of 客服', { Token: 'a', OpenKfId: 'wk' }, { Token: 'b', OpenKfId: 'wk' }],
    ['two job results', { MsgID: '1' }, { MsgID: '2' }],
  ])('differ for %s', (_what, a, b) => {
    expect(dedupeKeyOf({ ...event, ...a })).not.toBe(dedupeKeyOf({ ...event, ...b }))
    expect(dedupeKeyOf({ ...event, ...a })).toBe(dedupeKeyOf({ ...a, ...event }))
  })

  it('stay short for a long address', () => {
    expect(dedupeKeyOf({ ...event, EventKey: `https://example.com/${'x'.repeat(1000)}` }).length).toBeLessThan(200)
  })
})
