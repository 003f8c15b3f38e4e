import { z } from 'zod'
import {
  BindPhone,
  FormSubmission,
  MiniHome,
  MiniLogin,
  MiniSession,
  SubscriptionAnswers,
} from '../../../shared/api/mini.ts'
import { MiniBatch, MiniEvent, MiniTaken } from '../../../shared/api/mini-events.ts'
import { StaffSession } from '../../../shared/api/staff.ts'
import { type Contact, type IdentityKey, identityKey } from '../../../shared/contact.ts'
import type { AccountId, EventId, StaffId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import type { SealedPhone } from '../../store/sealed-phone.ts'
import { anyone, followers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { checkForm, type FormReading } from '../forms.ts'
import {
  formSubmitted,
  miniOpened,
  miniTold,
  phoneBound,
  subscriptionAnswered,
  type Visitor,
} from '../incoming-mini.ts'
import { momentOf } from '../incoming-web.ts'
import { homeOf } from '../mini-home.ts'
import type { FormNeeds } from './forms.ts'

/** A page waits this long for the line to have taken in what it just did; then it shows what is known so far. */
const SETTLE_MS = 8000

export type MiniNeeds = {
  clock: Clock
  /** `code2session`; without an appId, the one mini-program that is connected. Refuses `mini.login-refused` (401). */
  loginMini(given: {
    appId: string | null
    code: string
  }): Promise<{ account: AccountId; appId: string; openId: string; unionId: string | null }>
  /** `getuserphonenumber`, as the platform gave it. Refuses `mini.phone-refused` (422). */
  phoneOfCode(given: { appId: string; code: string }): Promise<string>
  miniAccountOf(appId: string): Promise<AccountId | null>
  /** Normalises, seals and indexes a number; null when it is none. */
  sealPhone(text: string): SealedPhone | null
  readAttributes: FormReading['readAttributes']
  findForm: FormNeeds['findForm']
  acceptEvents(incoming: Incoming[], how?: { awaited: boolean }): Promise<{ accepted: number; repeated: number }>
  /** Resolves when these events are through the line, or after the timeout: false then. */
  whenSettled(events: readonly EventId[], timeoutMs: number): Promise<boolean>
  contactByIdentity(key: IdentityKey): Promise<Contact | null>
  openMiniSession(identity: IdentityKey): Promise<{ token: string }>
  openStaffSession(staff: StaffId): Promise<StaffSession>
  advisorOf(staff: StaffId): Promise<MiniHome['advisor']>
  /** The staff member who is this person, when it is one. */
  staffOfContact(contact: Contact): Promise<{ id: StaffId; name: string } | null>
  /** Whether the platform verified this app's callback address, so that its own events come. */
  pushesArrive(appId: string): Promise<boolean>
  subscribeTemplates(appId: string): Promise<readonly { template: string; title: string }[]>
}

const notReady = () =>
  new Refusal({ code: 'mini.not-ready', status: 503, message: '正在准备您的资料，请几秒后下拉刷新。' })

/** `mini:<appid>:<openid>` */
const appIdOf = (identity: IdentityKey) => identity.split(':')[1] ?? ''

function createFollowerActs(needs: MiniNeeds) {
  const visitorOf = async (identity: IdentityKey): Promise<Visitor> => ({
    identity,
    unionId: null,
    account: await needs.miniAccountOf(appIdOf(identity)),
  })

  const known = async (identity: IdentityKey): Promise<Contact> => {
    const contact = await needs.contactByIdentity(identity)
    if (contact === null) throw notReady()
    return contact
  }

  const enter = async (incoming: Incoming[]) => {
    if (incoming.length === 0) return
    await needs.acceptEvents(incoming, { awaited: true })
    await needs.whenSettled(
      incoming.map(({ event }) => event.id),
      SETTLE_MS,
    )
  }

  const homeFor = async (identity: IdentityKey) => {
    const contact = await known(identity)
    const [advisor, staff, templates] = await Promise.all([
      contact.owner === null ? null : needs.advisorOf(contact.owner),
      needs.staffOfContact(contact),
      needs.subscribeTemplates(appIdOf(identity)),
    ])
    return { contact: contact.id, home: homeOf(contact, { advisor, staff, templates }) }
  }

  return { visitorOf, known, enter, homeFor }
}
type FollowerActs = ReturnType<typeof createFollowerActs>

export function miniRoutes(needs: MiniNeeds) {
  const acts = createFollowerActs(needs)
  return [...entryRoutes(needs, acts), ...actRoutes(needs, acts), ...staffEntryRoutes(needs, acts)]
}

const entryRoutes = (needs: MiniNeeds, acts: FollowerActs) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/session',
    summary: 'Log a follower in with the code of wx.login',
    auth: anyone,
    body: MiniLogin,
    reply: MiniSession,
    async answer({ body: { appId, code, scene } }) {
      const login = await needs.loginMini({ appId: appId ?? null, code })
      const visitor = {
        identity: identityKey('mini', login.appId, login.openId),
        unionId: login.unionId === null ? null : identityKey('unionid', login.unionId),
        account: login.account,
      }
      await acts.enter([miniOpened(visitor, { code, scene, at: needs.clock.now() })])
      const { contact, home } = await acts.homeFor(visitor.identity)
      const { token } = await needs.openMiniSession(visitor.identity)
      return { token, contact, home }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/mini/home',
    summary: 'The follower as they see themselves',
    auth: followers,
    reply: MiniHome,
    answer: async ({ who }) => (await acts.homeFor(who)).home,
  }),
]

const actRoutes = (needs: MiniNeeds, acts: FollowerActs) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/phone',
    summary: 'Bind the phone number the follower agreed to give',
    auth: followers,
    body: BindPhone,
    reply: MiniHome,
    async answer({ body: { code }, who }) {
      const phone = needs.sealPhone(await needs.phoneOfCode({ appId: appIdOf(who), code }))
      if (phone === null) {
        throw new Refusal({
          code: 'mini.phone-unknown',
          status: 422,
          message: '没有得到有效的手机号，请重试或改填表单。',
        })
      }
      await acts.enter([phoneBound(await acts.visitorOf(who), { code, phone, at: needs.clock.now() })])
      return (await acts.homeFor(who)).home
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/forms/:name',
    summary: 'Submit a form',
    auth: followers,
    params: z.object({ name: z.string().max(60) }),
    body: FormSubmission,
    reply: null,
    async answer({ params: { name }, body, who }) {
      const form = await needs.findForm(name)
      const checked = await checkForm(form, body.fields, needs)
      const submission = { form: form.name, ...checked, act: body.act, at: needs.clock.now() }
      await acts.enter([formSubmitted(await acts.visitorOf(who), submission)])
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/subscriptions',
    summary: 'What the follower answered when asked for subscribe messages',
    auth: followers,
    body: SubscriptionAnswers,
    reply: MiniHome,
    async answer({ body: { act, answers }, who }) {
      // The platform pushes the same answer to the account's callback, and each "accept" is one grant: where its pushes
      // arrive they are the ledger, and the page's own word would count it twice.
      if (await needs.pushesArrive(appIdOf(who))) return (await acts.homeFor(who)).home
      const visitor = await acts.visitorOf(who)
      const at = needs.clock.now()
      const given = Object.entries(answers).map(([template, answer]) =>
        subscriptionAnswered(visitor, { template, accepted: answer === 'accept', act, at }),
      )
      await acts.enter(given)
      return (await acts.homeFor(who)).home
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/events',
    summary: 'What the follower did: pages opened and events of the company, also from when there was no network',
    auth: followers,
    body: MiniBatch,
    reply: MiniTaken,
    async answer({ body, who }) {
      const visitor = await acts.visitorOf(who)
      const now = needs.clock.now()
      const taken = body.events.flatMap((given) => {
        const event = MiniEvent.safeParse(given)
        return event.success ? (miniTold(visitor, event.data, momentOf(event.data.at, body.now, now)) ?? []) : []
      })
      if (taken.length > 0) await needs.acceptEvents(taken)
      return { accepted: taken.length, refused: body.events.length - taken.length }
    },
  }),
]

const staffEntryRoutes = (needs: MiniNeeds, acts: FollowerActs) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/mini/staff-session',
    summary: 'A follower who is also a staff member goes over to the staff pages',
    auth: followers,
    reply: StaffSession,
    async answer({ who }) {
      const staff = await needs.staffOfContact(await acts.known(who))
      if (staff !== null) return needs.openStaffSession(staff.id)
      throw new Refusal({ code: 'mini.not-staff', status: 403, message: '只有绑定了手机号的员工可以进入。' })
    },
  }),
]
