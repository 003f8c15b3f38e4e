import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MergeRecord } from '../../shared/api/contacts.ts'
import { MiniSession } from '../../shared/api/mini.ts'
import { CustomerContext, LeadPage, StaffSession } from '../../shared/api/staff.ts'
import { DAY, type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** The walk of the product's promise: one stranger, from a scanned code to a salesperson's screen and out again. */
describe('the walk', () => {
  let line: Line
  let person: string
  let staff: string
  let openId: string
  let contact: string
  let miniToken: string
  const codes = () => line.demo.accounts

  beforeAll(async () => {
    line = await startLine()
    const walk = line.demo.walk
    if (!walk) throw new Error('the demo company has nobody to walk')
    person = walk.person
    staff = walk.staff
  })
  afterAll(() => line?.stop())

  it('begins with a stranger who scans the fair’s code and becomes a contact with a first source', async () => {
    await line.play(`/people/${person}/scan`, { scene: 'spring-fair' })
    openId = String((await line.person(person)).openId)
    const oa = codes().find(({ kind }) => kind === 'oa')
    const found = await line.contact(`oa:${oa && 'appId' in oa ? oa.appId : ''}:${openId}`)
    contact = found.id
    await line.happened(contact, 'contact.followed')
    expect(found.firstSource).toMatchObject({ detail: 'spring-fair' })
  })

  it('welcomes her within the follow itself, and says why', async () => {
    const sent = await line.happened(contact, 'message.sent', ({ channel }) => channel === 'oa-reply')
    expect(sent.why).toMatch(/./)
    const { person: phone } = await line.phones(person, staff)
    expect(phone?.oaMessages.map(({ body }) => ('text' in body ? body.text : ''))).toContainEqual(
      expect.stringContaining('欢迎关注云杉数据'),
    )
  })

  it('joins her with the CRM record when she submits the form in the mini-program', async () => {
    const { code } = z.object({ code: z.string() }).parse(await line.play(`/people/${person}/mini/login`))
    const session = MiniSession.parse(await line.api('POST', '/mini/session', { code, scene: null }))
    miniToken = session.token
    const { phone } = await line.person(person)
    await line.api(
      'POST',
      '/mini/forms/register',
      { fields: { name: '林小满', phone, interest: '会员复购' } },
      miniToken,
    )
    const crm = await line.contact('crm:crm:YS-00001')
    const oa = codes().find(({ kind }) => kind === 'oa')
    const follower = await until('follower and CRM record are one', async () => {
      const now = await line.contact(`oa:${oa && 'appId' in oa ? oa.appId : ''}:${openId}`)
      return now.id === (await line.contact('crm:crm:YS-00001')).id && now
    })
    contact = follower.id
    expect(follower.attributes).toMatchObject({ level: 'VIP 年费' })
    expect(follower.identities.map(({ key }) => key.split(':')[0]).sort()).toEqual(
      expect.arrayContaining(['crm', 'mini', 'oa', 'phone', 'unionid']),
    )
    const names = (await line.timeline(contact)).map(({ event }) => event.name)
    expect(names).toEqual(
      expect.arrayContaining(['crm.imported', 'contact.followed', 'form.submitted', 'contact.merged']),
    )
    const { items } = z
      .object({ items: z.array(MergeRecord) })
      .parse(await line.api('GET', `/contacts/${contact}/merges`))
    expect(items[0]?.why).toMatch(/手机|unionid/i)
    expect(crm.id).toMatch(/^ct_/)
  })

  it('joins the WeCom customer by unionid when the salesperson adds her', async () => {
    await line.play(`/staff/${staff}/add-customer`, { person, state: 'spring-fair' })
    const added = await line.happened(contact, 'friend.added')
    expect(added.event).toMatchObject({ staff })
    const profile = await line.profile(contact)
    expect(profile.identities.some(({ key }) => key.startsWith('wecom:'))).toBe(true)
    expect(profile.friendships).toMatchObject([{ staff, until: null }])
  })

  it('waits for a click; after two days of silence it branches, tags and sends the owner a lead card', async () => {
    line.clock.jump(2 * DAY + 60_000)
    await line.happened(contact, 'journey.moved', ({ exit }) => exit === 'timeout')
    await line.happened(contact, 'tag.added', ({ tag }) => tag === '已登记')
    await line.happened(contact, 'alert.raised', ({ kind }) => kind === 'new-lead')
    await until('the card is on her phone', async () => {
      const { staff: phone } = await line.phones(person, staff)
      return phone?.appMessages.find(({ body }) => body.kind === 'card')
    })
    const profile = await line.profile(contact)
    expect(profile.owner).toBe(staff)
  })

  it('gives the lead to the salesperson who taps 认领, and the card says so', async () => {
    const { staff: phone } = await line.phones(person, staff)
    const card = phone?.appMessages.find(({ body }) => body.kind === 'card')
    const button = card?.body.kind === 'card' ? card.body.card.buttons.find(({ text }) => text === '认领') : undefined
    await line.play(`/staff/${staff}/cards/${card?.id}/tap`, { key: button?.key })
    await line.happened(contact, 'lead.claimed', (event) => event.staff === staff)
    await until('the card is updated', async () => {
      const { staff: after } = await line.phones(person, staff)
      const shown = after?.appMessages.find(({ id }) => id === card?.id)
      return shown?.body.kind === 'card' && shown.body.replacedBy?.includes('已认领')
    })
    const { items } = LeadPage.parse(await line.api('GET', '/leads'))
    expect(items.find((lead) => lead.contact === contact)).toMatchObject({ status: 'claimed', owner: staff })
  })

  it('shows the sidebar who she is: identities, tags, level, timeline, journeys and what to do next', async () => {
    const wecom = codes().find(({ kind }) => kind === 'wecom')
    const corpId = wecom && 'corpId' in wecom ? wecom.corpId : ''
    const authorize = await fetch(
      `${line.url}/sandbox/connect/oauth2/authorize?sandbox_staff=${staff}&appid=${corpId}&redirect_uri=${encodeURIComponent(`${line.url}/sidebar/`)}&response_type=code&scope=snsapi_base&state=s`,
      { redirect: 'manual' },
    )
    const framed = new URL(String(authorize.headers.get('location')), line.url).searchParams.get('url')
    const code = new URL(String(framed), line.url).searchParams.get('code')
    const session = StaffSession.parse(await line.api('POST', '/staff/session', { code }))
    const { externalUserId } = await line.person(person)
    const context = CustomerContext.parse(
      await line.api('GET', `/sidebar/context?externalUserId=${externalUserId}`, undefined, session.token),
    )
    expect(context.contact).toMatchObject({ id: contact, level: 'VIP 年费', owner: staff })
    expect(context.contact.identities.length).toBeGreaterThanOrEqual(4)
    expect(context.contact.tags).toContain('已登记')
    expect(context.walks.some(({ state }) => state === 'at')).toBe(true)
    expect(context.timeline.length).toBeGreaterThan(5)
    expect(context.advice.sentence).toMatch(/./)
  })

  it('keeps her when she unfollows: the owner is warned, OA sends are skipped with the reason, the walk goes on by another channel', async () => {
    await line.play(`/people/${person}/unfollow`)
    await line.happened(contact, 'contact.unfollowed')
    await line.happened(contact, 'alert.raised', ({ kind }) => kind === 'churn')
    line.clock.jump(DAY + 60_000)
    const skipped = await line.happened(contact, 'message.skipped', ({ channel }) => channel === 'oa-template')
    expect(JSON.stringify(skipped)).toContain('已取消关注')
    await line.happened(contact, 'alert.raised', ({ kind }) => kind === 'opportunity')
    const profile = await line.profile(contact)
    expect(profile.identities.some(({ key }) => key.startsWith('oa:'))).toBe(true)
    expect(profile.followings).toMatchObject([{ following: false }])
  })

  const heard = async () =>
    (await line.phones(person, staff)).person?.oaMessages.map(({ body }) => ('text' in body ? body.text : '')) ?? []

  it('welcomes her back each time she returns, and never again as if she were new', async () => {
    for (const times of [1, 2]) {
      await line.play(`/people/${person}/scan`, { scene: 'spring-fair' })
      await until(
        'she is welcomed back',
        async () => (await heard()).filter((text) => /欢迎回来/.test(text)).length === times,
      )
      await until('the tag is gone', async () => !(await line.profile(contact)).tags.includes('已取关'))
      if (times === 1) {
        await line.play(`/people/${person}/unfollow`)
        await until('the tag is there', async () => (await line.profile(contact)).tags.includes('已取关'))
        // The platform tells events apart by whom and in which second: two follows in one second are one follow.
        line.clock.jump(60_000)
      }
    }
    expect((await heard()).filter((text) => text.includes('欢迎关注云杉数据'))).toHaveLength(1)
  })

  it('answers the menu 会员权益 with the level and the expiry of the CRM', async () => {
    await line.play(`/people/${person}/menu`, { key: 'benefits' })
    await until('the menu is answered', async () =>
      (await heard()).some((text) => /林小满好，您的会员等级是「VIP 年费」，有效期至 \d{4}年\d+月\d+日。/.test(text)),
    )
  })
})
