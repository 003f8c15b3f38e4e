import { afterAll, expect, test } from 'vitest'
import { signPage } from '../../../server/platforms/sign-page.ts'
import { clearQuota } from '../../../server/platforms/wechat-oa/api/clear-quota.ts'
import { datacubeGetarticleread } from '../../../server/platforms/wechat-oa/api/datacube-getarticleread.ts'
import { datacubeGetarticleshare } from '../../../server/platforms/wechat-oa/api/datacube-getarticleshare.ts'
import { datacubeGetarticletotaldetail } from '../../../server/platforms/wechat-oa/api/datacube-getarticletotaldetail.ts'
import { datacubeGetbizsummary } from '../../../server/platforms/wechat-oa/api/datacube-getbizsummary.ts'
import { datacubeGetupstreammsg } from '../../../server/platforms/wechat-oa/api/datacube-getupstreammsg.ts'
import { datacubeGetupstreammsgdist } from '../../../server/platforms/wechat-oa/api/datacube-getupstreammsgdist.ts'
import { datacubeGetupstreammsghour } from '../../../server/platforms/wechat-oa/api/datacube-getupstreammsghour.ts'
import { freepublishGet } from '../../../server/platforms/wechat-oa/api/freepublish-get.ts'
import { freepublishSubmit } from '../../../server/platforms/wechat-oa/api/freepublish-submit.ts'
import { getCallbackIp } from '../../../server/platforms/wechat-oa/api/get-callback-ip.ts'
import { getCurrentSelfmenuInfo } from '../../../server/platforms/wechat-oa/api/get-current-selfmenu-info.ts'
import { menuAddconditional } from '../../../server/platforms/wechat-oa/api/menu-addconditional.ts'
import { menuCreate } from '../../../server/platforms/wechat-oa/api/menu-create.ts'
import { menuDelconditional } from '../../../server/platforms/wechat-oa/api/menu-delconditional.ts'
import { menuDelete } from '../../../server/platforms/wechat-oa/api/menu-delete.ts'
import { menuGet } from '../../../server/platforms/wechat-oa/api/menu-get.ts'
import { menuTrymatch } from '../../../server/platforms/wechat-oa/api/menu-trymatch.ts'
import { messageMassPreview } from '../../../server/platforms/wechat-oa/api/message-mass-preview.ts'
import { openapiQuotaGet } from '../../../server/platforms/wechat-oa/api/openapi-quota-get.ts'
import { openapiRidGet } from '../../../server/platforms/wechat-oa/api/openapi-rid-get.ts'
import { qrcodeCreate } from '../../../server/platforms/wechat-oa/api/qrcode-create.ts'
import { snsAuth } from '../../../server/platforms/wechat-oa/api/sns-auth.ts'
import { snsOauth2AccessToken } from '../../../server/platforms/wechat-oa/api/sns-oauth2-access-token.ts'
import { snsOauth2RefreshToken } from '../../../server/platforms/wechat-oa/api/sns-oauth2-refresh-token.ts'
import { snsUserinfo } from '../../../server/platforms/wechat-oa/api/sns-userinfo.ts'
import { tagsCreate } from '../../../server/platforms/wechat-oa/api/tags-create.ts'
import { tagsMembersBatchtagging } from '../../../server/platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { ticketGetticket } from '../../../server/platforms/wechat-oa/api/ticket-getticket.ts'
import { signPage as signedThere } from '../../../server/sandbox/crypto/message-crypto.ts'
import { until } from '../../support/until.ts'
import { refused, startMeeting } from './meeting.ts'

const { close, line, oa, follower, aDraft } = await startMeeting()
afterAll(close)

const buttons = [
  { type: 'click' as const, name: '今日', key: 'TODAY' },
  { name: '更多', sub_button: [{ type: 'view' as const, name: '商城', url: 'https://example.com' }] },
]
test('codes carry texts and numbers', async () => {
  for (const scene of [
    { action_name: 'QR_STR_SCENE', expire_seconds: 60, action_info: { scene: { scene_str: 'a' } } },
    { action_name: 'QR_SCENE', expire_seconds: 60, action_info: { scene: { scene_id: 7 } } },
    { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: 'b' } } },
    { action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id: 100_000 } } },
  ] as const) {
    const made = await oa.call(qrcodeCreate, scene)
    expect(made.expire_seconds).toBe('expire_seconds' in scene ? 60 : undefined)
  }
})

test('menus differ by tag until the default one goes', async () => {
  await oa.call(menuCreate, { button: buttons })
  const { tag } = await oa.call(tagsCreate, { tag: { name: '菜单' } })
  await oa.call(tagsMembersBatchtagging, { tagid: tag.id, openid_list: [follower('p0040')] })
  const special = [{ type: 'click' as const, name: '专属', key: 'VIP' }]
  const { menuid } = await oa.call(menuAddconditional, { button: special, matchrule: { tag_id: String(tag.id) } })
  const seenBy = async (person: string) => (await oa.call(menuTrymatch, { user_id: follower(person) })).button[0]?.name
  expect([await seenBy('p0040'), await seenBy('p0041')]).toEqual(['专属', '今日'])
  expect((await oa.call(menuGet, {})).conditionalmenu).toMatchObject([{ menuid, button: [{ name: '专属' }] }])
  expect((await oa.call(getCurrentSelfmenuInfo, {})).selfmenu_info.button[1]?.sub_button.list).toMatchObject([
    { name: '商城' },
  ])
  await oa.call(menuDelconditional, { menuid })
  expect(await seenBy('p0040')).toBe('今日')
  await oa.call(menuDelete, {})
  expect((await refused(oa.call(menuGet, {}))).errcode).toBe(46003)
  const late = oa.call(menuAddconditional, { button: special, matchrule: { tag_id: String(tag.id) } })
  expect((await refused(late)).errcode).toBe(65303)
})

test('a person logs into a web page', async () => {
  const { code } = await line.act('/people/p0050/oa/login', { scope: 'snsapi_userinfo' })
  const credentials = { appid: line.oa.appId, secret: line.oa.appSecret }
  const session = await oa.call(snsOauth2AccessToken, { ...credentials, code })
  expect(session.openid).toBe(follower('p0050'))
  expect((await refused(oa.call(snsOauth2AccessToken, { ...credentials, code }))).errcode).toBe(40163)
  const { access_token, openid } = session
  expect(await oa.call(snsUserinfo, { access_token, openid })).toMatchObject({ openid, unionid: session.unionid })
  line.clock.jump(7_200_000)
  expect((await refused(oa.call(snsAuth, { access_token, openid }))).errcode).toBe(42001)
  const next = await oa.call(snsOauth2RefreshToken, { appid: line.oa.appId, refresh_token: session.refresh_token })
  await oa.call(snsAuth, { access_token: next.access_token, openid })
  const account = await line.tokenOf(line.oa)
  const mistaken = await refused(oa.call(snsUserinfo, { access_token: account, openid }))
  expect(mistaken.errcode).toBe(40001)
  expect(mistaken.message).not.toContain(account)
})

test('both sign a page alike', async () => {
  const { ticket } = await oa.call(ticketGetticket, {})
  expect((await oa.call(ticketGetticket, {})).ticket).toBe(ticket)
  const page = { ticket, nonceStr: 'n', timestamp: 1, url: 'https://example.com/a?b=1' }
  const theirs = signedThere({ ticket, nonce: 'n', timestamp: '1', url: page.url })
  expect(signPage({ ...page, url: `${page.url}#top` })).toBe(theirs)
})

test('quotas are counted, cleared ten times a month, and a refusal can be looked up', async () => {
  expect((await oa.call(getCallbackIp, {})).ip_list.length).toBeGreaterThan(0)
  const path = '/cgi-bin/message/mass/preview'
  const used = async () => (await oa.call(openapiQuotaGet, { cgi_path: path })).quota.used
  const before = await used()
  const refusal = await refused(
    oa.call(messageMassPreview, { touser: follower('nobody'), msgtype: 'text', text: { content: 'a' } }),
  )
  expect(await used()).toBe(before + 1)
  const rid = refusal.errmsg.split('rid: ')[1]!
  const { request } = await oa.call(openapiRidGet, { rid })
  expect(JSON.parse(request.response_body)).toMatchObject({ errcode: 40003 })
  for (let count = 0; count < 10; count += 1) await oa.call(clearQuota, { appid: line.oa.appId })
  expect(await used()).toBe(0)
  expect((await refused(oa.call(clearQuota, { appid: line.oa.appId }))).remedy).toBe('wait-month')
})

test('figures tell of messages and articles once their day is over', async () => {
  const dayAt = () => new Date(line.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const day = dayAt()
  const days = { begin_date: day, end_date: day }
  for (let count = 0; count < 7; count += 1) await line.act('/people/p0060/say', { text: '在吗' })
  await line.act('/people/p0061/say', { text: '在吗' })
  const { publish_id } = await oa.call(freepublishSubmit, { media_id: await aDraft('统计') })
  line.clock.jump(3100)
  await until('it is out', async () => (await oa.call(freepublishGet, { publish_id })).publish_status === 0)
  expect((await refused(oa.call(datacubeGetupstreammsg, days))).errcode).toBe(61500)
  line.clock.jump(86_400_000)
  const [all] = (await oa.call(datacubeGetupstreammsg, days)).list
  expect(all).toMatchObject({ ref_date: day, msg_type: 1 })
  expect(all!.msg_count).toBeGreaterThanOrEqual(8)
  expect((await oa.call(datacubeGetupstreammsghour, days)).list.length).toBeGreaterThan(0)
  const spread = (await oa.call(datacubeGetupstreammsgdist, days)).list
  expect(spread.find((row) => row.count_interval === 2)?.msg_user).toBe(1)
  const reads = (await oa.call(datacubeGetarticleread, days)).list
  const shares = (await oa.call(datacubeGetarticleshare, days)).list
  expect(shares.map((row) => row.msgid)).toEqual(reads.map((row) => row.msgid))
  const [summary] = (await oa.call(datacubeGetbizsummary, days)).list
  expect(summary?.detail.read_user).toBe(reads.reduce((sum, row) => sum + row.detail.read_user, 0))
  const [total] = (await oa.call(datacubeGetarticletotaldetail, days)).list
  expect(total).toMatchObject({ ref_date: day, publish_type: 1, detail_list: [{ stat_date: day }] })
})
