import type { Platform } from '../../vectors/sheet.ts'

/** Callbacks the facts sheet describes without a full example. */
type Example = { platform: Platform; type: string; body: string }

const xml = (head: string, inner: string) =>
  `<xml><ToUserName><![CDATA[gh_demo00000001]]></ToUserName>${head}${inner}</xml>`
const follower =
  '<FromUserName><![CDATA[oDemoUser0000000000000000001]]></FromUserName><CreateTime>1760000000</CreateTime>'
const member = '<FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1760000000</CreateTime>'

const message = (platform: Platform, kind: string, inner: string): Example => ({
  platform,
  type: `message.${kind}`,
  body: xml(
    platform === 'wecom' ? member : follower,
    `<MsgType><![CDATA[${kind}]]></MsgType>${inner}<MsgId>24000000000000009</MsgId>`,
  ),
})
const event = (platform: Platform, name: string, inner = ''): Example => ({
  platform,
  type: `event.${name}`,
  body: xml(
    platform === 'wecom' ? member : follower,
    `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${inner}`,
  ),
})
const key = '<EventKey><![CDATA[K]]></EventKey>'
const pictures = `${key}<SendPicsInfo><Count>2</Count><PicList><item><PicMd5Sum><![CDATA[a]]></PicMd5Sum></item></PicList></SendPicsInfo>`
const code = `${key}<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[SN-1]]></ScanResult></ScanCodeInfo>`
const place = `${key}<SendLocationInfo><Location_X>23.1</Location_X><Location_Y>113.2</Location_Y><Scale>15</Scale><Label><![CDATA[天河路]]></Label><Poiname><![CDATA[天河店]]></Poiname></SendLocationInfo>`
const revoked =
  '<OpenID><![CDATA[oDemoUser0000000000000000001]]></OpenID><AppID><![CDATA[wx1]]></AppID><RevokeInfo><![CDATA[1]]></RevokeInfo>'
const card =
  '<EventKey><![CDATA[vote]]></EventKey><TaskId><![CDATA[al_0123456789abcdef]]></TaskId><ResponseCode><![CDATA[RC1]]></ResponseCode>'
const answers =
  '<List><TemplateId><![CDATA[TPL1]]></TemplateId><SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString></List>'
const sent =
  '<List><TemplateId><![CDATA[TPL1]]></TemplateId><MsgID>17</MsgID><ErrorCode>0</ErrorCode><ErrorStatus><![CDATA[success]]></ErrorStatus></List>'
const job =
  '<BatchJob><JobId><![CDATA[J1]]></JobId><JobType><![CDATA[sync_user]]></JobType><ErrCode>0</ErrCode><ErrMsg><![CDATA[ok]]></ErrMsg></BatchJob>'
const article = '<PublishEventInfo><publish_id>9</publish_id><publish_status>3</publish_status></PublishEventInfo>'

/** As JSON, the form a mini-program may choose. */
const mediaCheck = {
  ToUserName: 'gh_demo00000002',
  FromUserName: 'oDemoUser0000000000000000002',
  CreateTime: 1760000000,
  MsgType: 'event',
  Event: 'wxa_media_check',
  appid: 'wx0000000000000002',
  trace_id: 'TRACE1',
  version: 2,
  detail: [{ strategy: 'content_model', errcode: 0, suggest: 'risky', label: 20002, prob: 90 }],
  errcode: 0,
  errmsg: 'ok',
  result: { suggest: 'risky', label: 20002 },
}

/** Rows of kf/sync_msg: they lie in the inbox like callbacks (facts C7). */
const kf = {
  msgid: 'MSG1',
  open_kfid: 'wkDemo1',
  external_userid: 'wmDemo00000000000000000000000001',
  send_time: 1760000000,
  origin: 3,
}
const kfMessage = (msgtype: string, content: object): Example => ({
  platform: 'wecom',
  type: `kf.${msgtype}`,
  body: JSON.stringify({ ...kf, msgtype, [msgtype]: content }),
})
const kfEvent = (event_type: string, more: object = {}): Example => {
  const { open_kfid, external_userid, ...row } = kf
  const event = { event_type, open_kfid, external_userid, ...more }
  const body = JSON.stringify({ ...row, origin: 4, msgtype: 'event', event })
  return { platform: 'wecom', type: `kf.event.${event_type}`, body }
}
/** Facts C2.5: named by its kind of change, and sent by the system. */
const acquisition = (change: string, inner = ''): Example => ({
  platform: 'wecom',
  type: `event.customer_acquisition.${change}`,
  body: xml(
    '<FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1760000000</CreateTime>',
    `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[customer_acquisition]]></Event><ChangeType><![CDATA[${change}]]></ChangeType>${inner}`,
  ),
})
const link = '<LinkId><![CDATA[cawcdea7783d7330c6]]></LinkId><State><![CDATA[spring]]></State>'
const talked =
  '<UserID><![CDATA[zhangsan]]></UserID><ExternalUserID><![CDATA[wmDemo00000000000000000000000001]]></ExternalUserID>'
const kfMedia = { media_id: 'MEDIA1' }

export const kfExamples: readonly Example[] = [
  kfMessage('text', { content: '在吗', menu_id: 'menu-1' }),
  ...['image', 'voice', 'video', 'file'].map((kind) => kfMessage(kind, kfMedia)),
  kfMessage('location', { latitude: 23.1, longitude: 113.2, name: '天河店', address: '天河路' }),
  kfMessage('link', { title: '防晒衣', url: 'https://example.com/a' }),
  kfMessage('business_card', { userid: 'zhangsan' }),
  kfMessage('miniprogram', { title: '防晒衣', appid: 'wx1', pagepath: 'pages/goods' }),
  kfEvent('enter_session', { scene: 'shop', scene_param: 'p=1', welcome_code: 'WC1' }),
  kfEvent('msg_send_fail', { fail_msgid: 'OURS1', fail_type: 4 }),
  kfEvent('session_status_change', { change_type: 1, new_servicer_userid: 'zhangsan', msg_code: 'C' }),
  kfEvent('user_recall_msg', { recall_msgid: 'MSG1' }),
  kfEvent('servicer_status_change', { servicer_userid: 'zhangsan', status: 1 }),
  kfEvent('servicer_recall_msg', { recall_msgid: 'MSG2', servicer_userid: 'zhangsan' }),
]

export const callbackExamples: readonly Example[] = [
  event('oa', 'scancode_push', code),
  event('oa', 'pic_sysphoto', pictures),
  event('oa', 'pic_photo_or_album', pictures),
  event('oa', 'pic_weixin', pictures),
  event('oa', 'location_select', place),
  event('oa', 'user_authorization_cancellation', revoked),
  event('oa', 'user_info_modified', revoked),
  event('oa', 'FREEPUBLISHJOBFINISH', article),
  message('mini', 'text', '<Content><![CDATA[在吗]]></Content>'),
  message(
    'mini',
    'image',
    '<PicUrl><![CDATA[http://mmbiz.qpic.cn/demo/0]]></PicUrl><MediaId><![CDATA[MEDIA1]]></MediaId>',
  ),
  message(
    'mini',
    'miniprogrampage',
    '<Title><![CDATA[防晒衣]]></Title><AppId><![CDATA[wx1]]></AppId><PagePath><![CDATA[pages/goods?id=1]]></PagePath>',
  ),
  event('mini', 'subscribe_msg_popup_event', `<SubscribeMsgPopupEvent>${answers}</SubscribeMsgPopupEvent>`),
  event('mini', 'subscribe_msg_change_event', `<SubscribeMsgChangeEvent>${answers}</SubscribeMsgChangeEvent>`),
  event('mini', 'subscribe_msg_sent_event', `<SubscribeMsgSentEvent>${sent}</SubscribeMsgSentEvent>`),
  event('mini', 'user_authorization_revoke', revoked),
  event('mini', 'user_authorization_cancellation', revoked),
  event('mini', 'user_info_modified', revoked),
  { platform: 'mini', type: 'event.wxa_media_check', body: JSON.stringify(mediaCheck) },
  message('wecom', 'voice', '<MediaId><![CDATA[M]]></MediaId><Format><![CDATA[amr]]></Format>'),
  message('wecom', 'video', '<MediaId><![CDATA[M]]></MediaId><ThumbMediaId><![CDATA[T]]></ThumbMediaId>'),
  message('wecom', 'link', '<Title><![CDATA[标题]]></Title><Url><![CDATA[https://example.com/a]]></Url>'),
  ...['subscribe', 'unsubscribe', 'close_inactive_agent', 'reopen_inactive_agent'].map((name) => event('wecom', name)),
  ...['click', 'view'].map((name) => event('wecom', name, key)),
  event('wecom', 'LOCATION', '<Latitude>23.1</Latitude><Longitude>113.2</Longitude><Precision>65</Precision>'),
  ...['scancode_push', 'scancode_waitmsg'].map((name) => event('wecom', name, code)),
  ...['pic_sysphoto', 'pic_photo_or_album', 'pic_weixin'].map((name) => event('wecom', name, pictures)),
  event('wecom', 'location_select', place),
  event('wecom', 'template_card_menu_event', card),
  event('wecom', 'taskcard_click', '<EventKey><![CDATA[k]]></EventKey><TaskId><![CDATA[t]]></TaskId>'),
  event('wecom', 'batch_job_result', job),
  acquisition('customer_start_chat', talked),
  ...['open_profile', 'friend_request', 'link_unavailable', 'delete_link'].map((what) => acquisition(what, link)),
  ...['balance_low', 'balance_exhausted', 'balance_increased', 'quota_expire_soon'].map((what) => acquisition(what)),
  ...kfExamples,
]
