import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../shared/account-news.ts'
import { DomainEvent } from '../../shared/events.ts'
import { AccountId } from '../../shared/ids.ts'
import { Incoming } from '../../shared/incoming.ts'
import { AccountHalted } from '../platforms/errors.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { createCompanies } from './companies.ts'

const app = (id: string, staffScope: string) =>
  ({ account: { id: AccountId.parse(id), kind: 'wecom', staffScope } }) as unknown as ConnectedApp
const apps = new Map([
  ['ac_home', app('ac_home', '')],
  ['ac_side', app('ac_side', '')],
  ['ac_abroad', app('ac_abroad', 'ww2')],
])
const companies = createCompanies({
  platforms: {
    byId: async (id) => apps.get(id)!,
    ofCompany: async (scope) => apps.get(scope === '' ? 'ac_home' : 'ac_abroad')!,
  },
  log: pino({ level: 'silent' }),
})
const added = (account: string) =>
  Incoming.parse({
    event: {
      id: `e-${account}`,
      at: '2026-03-01T00:00:00Z',
      account,
      name: 'friend.added',
      staff: 'zhangsan',
      state: null,
      welcomeCode: null,
    },
    claims: [],
    facts: { friendship: { staff: 'zhangsan', since: '2026-03-01T00:00:00Z', state: null } },
  })
const served = (event: object) =>
  DomainEvent.parse({ id: 'e', at: '2026-03-01T00:00:00Z', account: 'ac_abroad', ...event })
const membersIn = (incoming: readonly Incoming[]) =>
  incoming.map(({ event, facts }) => [event.name === 'friend.added' && event.staff, facts.friendship?.staff])

describe('members of several companies', () => {
  it.each<[DomainEvent, object]>([
    [served({ name: 'service.started', desk: 'wk1', agent: 'a' }), { agent: 'ww2:a' }],
    [served({ name: 'service.switched', desk: 'wk1', from: 'a', to: 'b' }), { from: 'ww2:a', to: 'ww2:b' }],
    [served({ name: 'service.ended', desk: 'wk1', agent: 'a' }), { agent: 'ww2:a' }],
    [served({ name: 'service.ended', desk: 'wk1', agent: null }), { agent: null }],
    [served({ name: 'service.started', desk: null, agent: 'test1@demo' }), { agent: 'test1@demo' }],
  ])('serve in 微信客服 under the name of their company: %o', async (event, named) => {
    const [one] = await companies.named([{ event, claims: [], facts: {} }])
    expect(one?.event).toMatchObject(named)
  })

  it('of the same userid are different people, in events and friendships', async () => {
    const named = await companies.named([added('ac_home'), added('ac_abroad')])
    expect(membersIn(named)).toEqual([
      ['zhangsan', 'zhangsan'],
      ['ww2:zhangsan', 'ww2:zhangsan'],
    ])
    expect(await companies.named(named)).toEqual(named)
  })

  it('change at whichever app, and are read through the one that deals with customers', async () => {
    const read: string[] = []
    const goingOn = new AbortController().signal
    const change: Change = { part: 'staff', ids: ['zhangsan'] }
    const hands = companies.throughCompany({ staff: async (account) => void read.push(account) })
    for (const account of ['ac_side', 'ac_abroad']) await hands.staff?.(account, [change], goingOn)
    expect(read).toEqual(['ac_home', 'ac_abroad'])
    const paused = companies.throughCompany({ staff: () => Promise.reject(new AccountHalted('甲', 'paused')) })
    await expect(paused.staff?.('ac_home', [change], goingOn)).resolves.toBeUndefined()
    const broken = companies.throughCompany({ staff: () => Promise.reject(new Error('broken')) })
    await expect(broken.staff?.('ac_home', [change], goingOn)).rejects.toThrow('broken')
  })
})
