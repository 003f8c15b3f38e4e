import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { Incoming } from '../../shared/incoming.ts'
import { dedupeKeyOf, typeOfMessage } from '../../server/intake/dedupe-key.ts'
import { type Fields, parseMessage } from '../../server/intake/parse-message.ts'
import type { Translation } from '../../server/intake/translate/contract.ts'
import { translateRow } from '../../server/intake/translate-row.ts'
import { translatorOf } from '../../server/intake/translator-of.ts'

/** Section G of the facts sheet: one line per message, as the platforms really send it. */
const sheet = readFileSync(new URL('../../docs/platform-facts.md', import.meta.url), 'utf8')
const fixtures = [...sheet.matchAll(/^- ([a-zA-Z_.]+): `(<xml>.*<\/xml>)`$/gm)].map(([, name = '', xml = '']) => ({
  name,
  xml,
}))
const incoming = fixtures.filter(({ name }) => !/\.reply\.|\.outer/.test(name))

/** Known to the platforms, of no use to us yet: kept in the inbox as unknown, listed, replayable. */
const consciouslyUnknown = new Set([
  'oa.event.MASSSENDJOBFINISH',
  'oa.event.PUBLISHJOBFINISH',
  'oa.event.kf_create_session',
  'oa.event.kf_close_session',
  'oa.event.kf_switch_session',
  'wecom.change_external_contact.transfer_fail',
  'wecom.change_external_contact.msg_audit_approved',
  'wecom.change_external_chat.create',
  'wecom.change_external_chat.update.add_member',
  'wecom.change_external_chat.dismiss',
  'wecom.change_external_tag.create',
  'wecom.change_external_tag.update',
  'wecom.change_external_tag.delete',
  'wecom.change_external_tag.shuffle',
  'wecom.change_contact.create_party',
  'wecom.change_contact.update_party',
  'wecom.change_contact.delete_party',
  'wecom.change_contact.update_tag',
  'wecom.event.kf_msg_or_event',
])
/** The sheet files them under oa; only a mini-program receives them. */
const miniOnly = new Set(['oa.event.user_enter_tempsession'])

const receivedAt = new Date(1_760_000_000_250)
const fieldsOf = (xml: string): Fields => {
  const parsed = parseMessage(xml)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.fields
}
function translated(name: string, xml: string): Translation | null {
  const platform = miniOnly.has(name) ? 'mini' : name.startsWith('wecom') ? 'wecom' : 'oa'
  return translateRow(
    {
      id: 'ib_1',
      account: 'ac_1',
      platform,
      type: typeOfMessage(fieldsOf(xml)),
      body: xml,
      receivedAt,
    },
    platform === 'wecom' ? 'ww0000000000000001' : 'wx0000000000000001',
  )
}
const eventOf = (name: string) => {
  const found = incoming.find((one) => one.name === name)
  if (!found) throw new Error(`no fixture ${name}`)
  const result = translated(name, found.xml)
  if (result?.kind !== 'events') throw new Error(`${name} gives no event`)
  return result.incoming
}

describe('the fixtures of the facts sheet', () => {
  it('are all found', () => {
    expect(incoming.length).toBeGreaterThanOrEqual(50)
  })

  test.each(incoming.map((one) => [one.name, one.xml]))('%s translates, or is consciously unknown', (name, xml) => {
    const result = translated(name, xml)
    expect(result === null).toBe(consciouslyUnknown.has(name))
    if (result?.kind !== 'events') return
    for (const one of result.incoming) {
      expect(Incoming.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)
      expect(one.event.id.startsWith('ib_1')).toBe(true)
      expect(one.event.at).toEqual(receivedAt)
    }
    const ids = result.incoming.map(({ event }) => event.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('have a dedupe key each of their own', () => {
    const keys = new Map<string, string>()
    for (const { name, xml } of incoming) {
      const key = dedupeKeyOf(fieldsOf(xml))
      if (!name.includes('.msg.')) expect(keys.get(key), `${name} and ${keys.get(key)}`).toBeUndefined()
      keys.set(key, name)
    }
  })
})

const oa = { key: 'oa:wx0000000000000001:oDemoUser0000000000000000001', strength: 'platform', source: 'oa.callback' }
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
  ['oa.msg.image', { name: 'message.received', kind: 'image', text: null }, [oa]],
  ['oa.msg.location', { name: 'message.received', kind: 'location', text: '广州' }, [oa]],
  ['oa.msg.link', { name: 'message.received', kind: 'link', text: '标题' }, [oa]],
  [
    'oa.event.TEMPLATESENDJOBFINISH.ok',
    { name: 'message.delivered', channel: 'oa-template', receipt: '200163836' },
    [oa],
  ],
  ['oa.event.TEMPLATESENDJOBFINISH.block', { name: 'message.failed', receipt: '200163837', reason: '用户拒收' }, [oa]],
  ['oa.event.TEMPLATESENDJOBFINISH.sys', { name: 'message.failed', reason: '微信系统发送失败' }, [oa]],
  ['oa.event.subscribe_msg_change_event', { name: 'subscription.answered', template: 'TPL1', accepted: false }, [oa]],
  ['oa.event.subscribe_msg_sent_event', { name: 'message.delivered', receipt: '1700827132819554304' }, [oa]],
  ['oa.event.user_authorization_revoke', { name: 'data.revoked', scope: '1' }, [oa]],
  [
    'wecom.change_external_contact.add',
    { name: 'friend.added', staff: 'zhangsan', state: 'store_42', welcomeCode: 'WC1' },
    [customer],
  ],
  ['wecom.change_external_contact.add_half', { name: 'friend.half-added', staff: 'zhangsan' }, [customer]],
  ['wecom.change_external_contact.edit', { name: 'friend.edited', staff: 'zhangsan' }, [customer]],
  ['wecom.change_external_contact.del', { name: 'friend.removed', by: 'staff' }, [customer]],
  ['wecom.change_external_contact.del_follow_user', { name: 'friend.removed', by: 'customer' }, [customer]],
])('%s says what happened to whom', (name, event, claims) => {
  expect(eventOf(name)).toMatchObject([{ event, claims }])
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

test('a click on a card of ours names the alert; a card of somebody else is of no interest', () => {
  const xml = incoming.find(({ name }) => name === 'wecom.event.template_card_event')!.xml
  expect(eventOf('wecom.event.template_card_event')).toEqual([])
  const ours = translated('wecom.event.template_card_event', xml.replace('task-1', 'al_0123456789abcdef'))
  expect(ours).toMatchObject({
    incoming: [
      {
        event: {
          name: 'card.clicked',
          staff: 'zhangsan',
          key: 'approve',
          alert: 'al_0123456789abcdef',
          responseCode: 'RC1',
        },
        claims: [],
      },
    ],
  })
})

test('a change in the organisation names the members to read again', () => {
  const xml = incoming.find(({ name }) => name === 'wecom.change_contact.update_user')!.xml
  expect(translated('wecom.change_contact.update_user', xml)).toEqual({
    kind: 'changed',
    change: { part: 'staff', ids: ['lisi', 'lisi001'] },
  })
})

test('a message opens the 48-hour window, a tap the one-minute window', () => {
  const after = (ms: number) => new Date(receivedAt.getTime() + ms)
  expect(eventOf('oa.msg.text')[0]?.facts.following).toMatchObject({
    windowUntil: after(48 * 3_600_000),
    windowLeft: 5,
  })
  for (const name of ['oa.event.CLICK', 'oa.event.SCAN', 'oa.event.subscribe_qr']) {
    expect(eventOf(name)[0]?.facts.following).toMatchObject({ windowUntil: after(60_000), windowLeft: 3 })
  }
  expect(eventOf('oa.event.VIEW')[0]?.facts.following).not.toHaveProperty('windowUntil')
})

describe('dedupe keys', () => {
  const event = { FromUserName: 'sys', CreateTime: '1760000000', MsgType: 'event', Event: 'change_external_contact' }
  test.each([
    ['two customers of one second', { UserID: 'a', ExternalUserID: 'wm1' }, { UserID: 'a', ExternalUserID: 'wm2' }],
    ['adding and deleting in one second', { ChangeType: 'add', UserID: 'a' }, { ChangeType: 'del', UserID: 'a' }],
    ['two menu keys of one second', { EventKey: 'a' }, { EventKey: 'b' }],
    ['two clicks on one card', { TaskId: 't', ResponseCode: '1' }, { TaskId: 't', ResponseCode: '2' }],
    ['two answers told apart by their content only', { List: { TemplateId: 'a' } }, { List: { TemplateId: 'b' } }],
    ['two job results', { MsgID: '1' }, { MsgID: '2' }],
  ])('differ for %s', (_what, a, b) => {
    expect(dedupeKeyOf({ ...event, ...a })).not.toBe(dedupeKeyOf({ ...event, ...b }))
    expect(dedupeKeyOf({ ...event, ...a })).toBe(dedupeKeyOf({ ...a, ...event }))
  })

  it('stay short for a long address', () => {
    expect(dedupeKeyOf({ ...event, EventKey: `https://example.com/${'x'.repeat(1000)}` }).length).toBeLessThan(200)
  })
})
