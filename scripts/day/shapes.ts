import type { InnerMessage } from '../../server/sandbox/callbacks/envelope.ts'
import type { Papers, Person } from './people.ts'
import type { Deed } from './plan.ts'

export type Platform = 'oa' | 'mini' | 'wecom'
/** The message inside a callback, in the platform's own elements (facts A2.4, A2.5, C2.3, C2.5, C5.4). */
export type Shape = { platform: Platform; inner: InnerMessage }
export type ShapeNeeds = { deed: Deed; person: Person; papers: Papers; createTime: number; serial: number }

export function shapeOf({ deed, person, papers, createTime, serial }: ShapeNeeds): Shape {
  const { oa, mini, wecom } = papers
  const oaHead = { ToUserName: oa.originalId, FromUserName: person.openId, CreateTime: createTime }
  const oaEvent = (Event: string, more: InnerMessage = {}): Shape => ({
    platform: 'oa',
    inner: { ...oaHead, MsgType: 'event', Event, ...more },
  })
  const oaMessage = (MsgType: string, more: InnerMessage): Shape => ({
    platform: 'oa',
    inner: { ...oaHead, MsgType, ...more, MsgId: 24_000_000_000_000 + serial },
  })
  const change = (ChangeType: string, more: InnerMessage = {}): Shape => ({
    platform: 'wecom',
    inner: {
      ToUserName: wecom.corpId,
      FromUserName: 'sys',
      CreateTime: createTime,
      MsgType: 'event',
      Event: 'change_external_contact',
      ChangeType,
      UserID: person.staff,
      ExternalUserID: person.externalUserId,
      ...more,
    },
  })
  const ofStaff = (more: InnerMessage): Shape => ({
    platform: 'wecom',
    inner: {
      ToUserName: wecom.corpId,
      FromUserName: person.staff,
      CreateTime: createTime,
      ...more,
      AgentID: wecom.agentId,
    },
  })
  const popup = { List: [{ TemplateId: `tpl-${serial}`, SubscribeStatusString: 'accept', PopupScene: 0 }] }
  switch (deed.kind) {
    case 'follow':
      return oaEvent(
        'subscribe',
        deed.detail === '' ? { EventKey: '' } : { EventKey: `qrscene_${deed.detail}`, Ticket: `gQ-${deed.detail}` },
      )
    case 'unfollow':
    case 'late-unfollow':
      return oaEvent('unsubscribe', { EventKey: '' })
    case 'scan':
      return oaEvent('SCAN', { EventKey: 'spring-fair', Ticket: 'gQ-spring-fair' })
    case 'click':
      return oaEvent('CLICK', { EventKey: deed.detail })
    case 'view':
      return oaEvent('VIEW', { EventKey: 'https://yunshan.example.com/product', MenuId: 430000001 })
    case 'view-mini':
      return oaEvent('view_miniprogram', { EventKey: 'pages/form/index?form=register', MenuId: 430000001 })
    case 'locate':
      return oaEvent('LOCATION', { Latitude: '30.274085', Longitude: '120.155070', Precision: '119.385040' })
    case 'text':
      return oaMessage('text', { Content: `你好,请问第 ${serial} 号怎么办理?<b>&amp;` })
    case 'image':
      return oaMessage('image', { PicUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/day/0', MediaId: `media-${serial}` })
    case 'voice':
      return oaMessage('voice', { MediaId: `media-${serial}`, Format: 'amr', Recognition: '想了解一下' })
    case 'place':
      return oaMessage('location', { Location_X: '30.27', Location_Y: '120.15', Scale: 20, Label: '杭州市西湖区' })
    case 'oa-popup':
      return oaEvent('subscribe_msg_popup_event', { SubscribeMsgPopupEvent: popup })
    case 'finish':
      return oaEvent('TEMPLATESENDJOBFINISH', { MsgID: 9_000_000_000 + serial, Status: 'success' })
    case 'oa-unknown':
      return oaEvent('day_unheard_of_event', { EventKey: `k${serial}` })
    case 'mini-popup':
      return {
        platform: 'mini',
        inner: {
          ToUserName: mini.originalId,
          FromUserName: person.miniOpenId,
          CreateTime: createTime,
          MsgType: 'event',
          Event: 'subscribe_msg_popup_event',
          SubscribeMsgPopupEvent: popup,
        },
      }
    case 'half-add':
      return change('add_half_external_contact', { State: 'website', WelcomeCode: `welcome-half-${serial}` })
    case 'add':
      return change('add_external_contact', { State: 'website', WelcomeCode: `welcome-${serial}` })
    case 'edit':
      return change('edit_external_contact')
    case 'del-by-staff':
      return change('del_external_contact')
    case 'del-by-customer':
      return change('del_follow_user')
    case 'wecom-unknown':
      return change('day_unheard_of_change')
    case 'staff-text':
      return ofStaff({ MsgType: 'text', Content: '今天有几个新线索?', MsgId: 26_000_000_000_000 + serial })
    case 'staff-enter':
      return ofStaff({ MsgType: 'event', Event: 'enter_agent', EventKey: '' })
    case 'foreign-card':
      return ofStaff({
        MsgType: 'event',
        Event: 'template_card_event',
        EventKey: 'claim',
        TaskId: `another-program-${serial}`,
        CardType: 'button_interaction',
        ResponseCode: `code-${serial}`,
      })
  }
}
