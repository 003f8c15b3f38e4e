import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PersonRow } from '../../server/sandbox/control-api.ts'
import { ContactPage, ContactProfile, MergeConflict, TimelinePage } from '../../shared/api/contacts.ts'
import { MiniSession } from '../../shared/api/mini.ts'
import { PersonToken, WebSite } from '../../shared/api/web.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, type Connected, connectWithoutCrowd, importByLook } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const SHOP = 'https://shop.example'
const FRIEND = 'shen.jianing'
const doors = ['follow', 'mini', 'friend', 'record', 'page'] as const
/** Told in the same timeline whenever it was reckoned. */
const RECKONED: ReadonlySet<string> = new Set(['score.changed', 'stage.changed'])
/** Once for each login: on a busy machine the page logs in again. */
const AGAIN = 'mini.opened'
type Door = (typeof doors)[number]

/** Each from whose word counts: the CRM's name above what she typed, the number that was verified, the refusal. */
const WHOLE = {
  identities: [
    ...['crm declared', 'mini platform', 'oa platform', 'phone verified', 'unionid platform', 'web declared'],
    'wecom platform',
  ],
  name: '林#号',
  phone: true,
  attributes: { city: '绍兴', interest: '会员复购', level: 'VIP' },
  tags: ['老会员'],
  consent: { sms: 'refused' },
  owner: FRIEND,
  followings: [true],
  friendships: [[FRIEND, null]],
  happened: [
    ...['contact.followed', 'crm.imported', 'form.submitted', 'form.submitted', 'friend.added', 'mini.opened'],
    ...['page.viewed', 'phone.bound', 'visitor.identified'],
  ],
}

const ordersOf = (left: readonly Door[]): Door[][] =>
  left.length === 0
    ? [[]]
    : left.flatMap((door) => ordersOf(left.filter((one) => one !== door)).map((rest) => [door, ...rest]))

type Person = { number: number; order: readonly Door[]; row: z.infer<typeof PersonRow>; named: boolean; id: string }

/** So many at a time: the platforms' simulator and the server share this machine. */
async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<unknown>, lanes = 6): Promise<void> {
  const queue = [...all]
  const lane = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/**
 * One human comes by five doors: follows the Official Account, opens the mini-program and gives her phone number, becomes
 * a salesperson's friend in WeCom, is a row of the CRM, and looks at a page that later learns who she is. 120 humans come in
 * the 120 orders there are, each door of each over HTTP.
 */
describe('one person who comes by five doors', () => {
  let line: Line
  let accounts: Record<'oa' | 'mini' | 'wecom', Connected>
  let site: WebSite
  const people: Person[] = []
  const together: Person[] = []

  beforeAll(async () => {
    line = await startLine({ seed: false })
    accounts = await connectWithoutCrowd(line)
    site = WebSite.parse(await line.api('POST', '/web-sites', { name: '商城', origins: [SHOP] }))
    const orders = ordersOf(doors)
    for (let number = 0; number < orders.length + 24; number += 1) {
      const phone = `1360000${String(number).padStart(4, '0')}`
      const row = PersonRow.parse(await line.play('/people', { name: `微信名${number}`, phone }))
      const person = { number, order: orders[number] ?? doors, row, named: false, id: '' }
      if (number < orders.length) people.push(person)
      else together.push(person)
    }
  }, 120_000)
  afterAll(() => line?.stop())

  const visitorOf = ({ number }: Person) => `visitor${String(number).padStart(12, '0')}`
  const keysOf = ({ row, number }: Person) => [
    `oa:${accounts.oa.appId}:${row.openId}`,
    `mini:${accounts.mini.appId}:${row.miniOpenId}`,
    `wecom:${accounts.wecom.appId}:${row.externalUserId}`,
    `unionid:${row.unionId}`,
    `crm:crm:M${number}`,
    `phone:${row.phone}`,
    `web:${site.id}:${visitorOf({ number } as Person)}`,
  ]
  const browser = (person: Person, events: object[], token: string | null = null) => {
    const now = Date.now()
    return fetch(`${line.url}/api/v1/web/events?key=${site.key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP },
      body: JSON.stringify({
        ...{ visitor: visitorOf(person), person: token, now },
        events: events.map((event) => ({ at: now, page: `${SHOP}/new`, ...event })),
      }),
    }).then((answer) => expect(answer.status).toBe(200))
  }
  const csvOf = (rows: readonly Person[]) =>
    [
      '客户编号,姓名,手机号,会员等级,归属员工,标签,短信同意,城市',
      ...rows.map(({ number, row }) => `M${number},林${number}号,${row.phone},VIP,${FRIEND},老会员,拒绝,绍兴`),
    ].join('\n')

  const enters: Record<Exclude<Door, 'record'>, (person: Person) => Promise<unknown>> = {
    follow: ({ row }) => act(line, row.id, 'follow'),
    async mini({ row, number }) {
      const login = z.object({ code: z.string() })
      // A page that is told that she is not known yet logs in again, as it says there.
      const { token } = await until('the mini-program knows her', async () => {
        const { code } = login.parse(await line.play(`/people/${row.id}/mini/login`))
        return MiniSession.parse(await line.api('POST', '/mini/session', { code, scene: null }))
      })
      const given = login.parse(await line.play(`/people/${row.id}/mini/phone`))
      await line.api('POST', '/mini/phone', { code: given.code }, token)
      const fields = { name: `自填${number}`, phone: row.phone, interest: '会员复购' }
      await line.api('POST', '/mini/forms/register', { fields }, token)
    },
    friend: ({ row }) => line.play(`/staff/${FRIEND}/add-customer`, { person: row.id }),
    page: (person) =>
      browser(person, [
        { id: `view${String(person.number).padStart(8, '0')}`, kind: 'view' },
        {
          id: `form${String(person.number).padStart(8, '0')}`,
          kind: 'form',
          form: '试用',
          fields: { phone: person.row.phone ?? '' },
        },
      ]),
  }
  /** The site's own login tells its page who looks, as soon as anybody can know. */
  async function isNamed(person: Person): Promise<void> {
    const identity = await until('somebody knows her', async () => {
      for (const key of keysOf(person).slice(0, 5)) if ((await found(key)).length > 0) return key
      return null
    })
    const { token } = PersonToken.parse(await line.api('POST', '/web/person-tokens', { identity }))
    await browser(person, [{ id: `name${String(person.number).padStart(8, '0')}`, kind: 'identify' }], token)
    person.named = true
  }
  const workedOff = () =>
    until(
      'all that came in is worked off',
      async () => (await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })) === 0,
      240,
    )

  /** A number is asked for in the body of a request, never in an address. */
  const found = async (key: string) => {
    if (!key.startsWith('phone:')) {
      const page = ContactPage.parse(await line.api('GET', `/contacts?identity=${encodeURIComponent(key)}`))
      return page.items.map(({ id }) => id)
    }
    const { token } = PersonToken.parse(await line.api('POST', '/web/person-tokens', { identity: key }))
    return [token.slice(0, token.indexOf('.'))]
  }

  /** What must be the same for everybody, whatever came first. */
  async function essenceOf(person: Person) {
    const owners = await Promise.all(keysOf(person).map(found))
    const [id = ''] = owners[0] ?? []
    expect([person.order.join(' '), owners]).toEqual([person.order.join(' '), keysOf(person).map(() => [id])])
    person.id = id
    const profile = ContactProfile.parse(await line.api('GET', `/contacts/${id}`))
    const { items } = TimelinePage.parse(await line.api('GET', `/contacts/${id}/timeline?kind=behaviour&limit=200`))
    const names = items.map(({ event }) => (event.name === 'custom.happened' ? event.type : event.name))
    const happened = names.filter((name, at) => !RECKONED.has(name) && (name !== AGAIN || names.indexOf(name) === at))
    return {
      identities: profile.identities.map(({ key, strength }) => `${key.slice(0, key.indexOf(':'))} ${strength}`).sort(),
      name: profile.name?.replace(String(person.number), '#'),
      phone: profile.phoneMasked?.slice(-2) === person.row.phone?.slice(-2),
      attributes: profile.attributes,
      tags: profile.tags,
      consent: profile.consent,
      owner: profile.owner,
      followings: profile.followings.map(({ following }) => following),
      friendships: profile.friendships.map(({ staff, until: ended }) => [staff, ended]),
      happened: happened.sort(),
    }
  }

  it('is one person in all 120 orders, with the same identities, attributes, consent, tags and history', {
    timeout: 900_000,
  }, async () => {
    for (const turn of doors.keys()) {
      const rows = people.filter(({ order }) => order[turn] === 'record')
      await Promise.all([
        importByLook(line, csvOf(rows), `turn${turn}.csv`),
        inLanes(people, async (person) => {
          const door = person.order[turn]
          if (door !== undefined && door !== 'record') await enters[door](person)
        }),
      ])
      await workedOff()
      const nameable = people.filter(({ order, named }) => !named && turn > 0 && order.indexOf('page') <= turn)
      await inLanes(nameable, isNamed)
      await workedOff()
    }
    for (const person of people)
      expect([person.order.join(' '), await essenceOf(person)]).toEqual([person.order.join(' '), WHOLE])
    expect(new Set(people.map(({ id }) => id)).size).toBe(people.length)
    expect(await line.database.collection('contacts').countDocuments({ mergedInto: null })).toBe(people.length)
  })

  it('is one person when she comes by all doors at the same moment', { timeout: 300_000 }, async () => {
    await Promise.all([
      importByLook(line, csvOf(together), 'together.csv'),
      inLanes(
        together.flatMap((person) => doors.map((door) => ({ person, door }))),
        async ({ person, door }) => {
          if (door !== 'record') await enters[door](person)
        },
        12,
      ),
    ])
    await workedOff()
    await inLanes(together, isNamed)
    await workedOff()
    for (const person of together) expect(await essenceOf(person)).toEqual(WHOLE)
    expect(new Set(together.map(({ id }) => id)).size).toBe(together.length)
    const waiting = z.object({ items: z.array(MergeConflict) }).parse(await line.api('GET', '/merge-conflicts'))
    expect(waiting.items).toEqual([])
  })
})
