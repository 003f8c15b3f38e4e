import { createHash } from 'node:crypto'
import type { MenuButton } from '../world/parts.ts'
import { createRandom, type Random } from '../world/random.ts'
import { WechatState } from '../world/wechat-state.ts'
import { emptyWorld, type Follow, type Friendship, type Person, type World } from '../world/world.ts'
import { CITIES, GIVEN, SURNAMES } from './names.ts'
import {
  ALL_THREE,
  CRM_OVERLAP,
  CUSTOMERS,
  FOLLOWER_AND_CRM,
  FOLLOWER_AND_CUSTOMER,
  FOLLOWERS,
  TEST_BLOCK,
} from './sizes.ts'
import { departments, members, sellers } from './staff.ts'
import { makeNotices, makeTemplates } from './templates.ts'

/** 云杉数据, made from the seed alone, save for dates, which are counted back from `now`. */
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const DAY = 86_400_000

export function makeAccounts(world: World, random: Random, productUrl: string) {
  const hex = (length: number) => random.text(length, '0123456789abcdef')
  const openPlatformId = `op${hex(14)}`
  const receiver = () => ({
    token: random.text(24, KEY_ALPHABET),
    encodingAesKey: random.text(43, KEY_ALPHABET),
    callbackUrl: null,
  })
  const oaId = `wx${hex(16)}`
  const miniId = `wx${hex(16)}`
  world.accounts = [
    {
      kind: 'oa',
      name: '云杉数据',
      appId: oaId,
      appSecret: hex(32),
      originalId: `gh_${hex(12)}`,
      mode: 'safe',
      format: 'xml',
      openPlatformId,
      service: true,
      verified: true,
      ...receiver(),
    },
    {
      kind: 'mini',
      name: '云杉会员',
      appId: miniId,
      appSecret: hex(32),
      originalId: `gh_${hex(12)}`,
      mode: 'safe',
      format: 'xml',
      openPlatformId,
      ...receiver(),
    },
    {
      kind: 'wecom',
      name: '云杉数据',
      corpId: `ww${hex(16)}`,
      agentId: 1000002,
      agentName: '微路',
      appSecret: random.text(43, KEY_ALPHABET),
      openPlatformId,
      ...receiver(),
    },
  ]
  world.qrCodes = channelCodes.map(([scene, name]) => ({
    ticket: `gQ${createHash('sha256').update(`${world.seed} ${scene}`).digest('base64url').repeat(2)}`,
    appId: oaId,
    scene,
    name,
    url: `http://weixin.qq.com/q/02${random.text(14, KEY_ALPHABET)}`,
    expiresAt: null,
  }))
  world.templates = makeTemplates(random, { oa: oaId, mini: miniId })
  world.wechat[oaId] = WechatState.parse({ noticeTemplates: makeNotices(world.seed, oaId) })
  world.menus[oaId] = menu(miniId, productUrl)
}

const channelCodes: [scene: string, name: string][] = [
  ['spring-fair', '春季展会'],
  ['website', '官网'],
  ['referral', '老客推荐'],
]

const menu = (miniId: string, productUrl: string): MenuButton[] => [
  { type: 'click', name: '会员权益', key: 'benefits' },
  {
    type: 'miniprogram',
    name: '立即登记',
    url: productUrl,
    appid: miniId,
    pagepath: 'pages/form/index?form=register',
  },
  { type: 'view', name: '产品介绍', url: 'https://yunshan.example.com/product' },
]

export function makeCompany(seed: number, now: Date, productUrl: string): World {
  const world = emptyWorld(seed, now)
  const random = createRandom(seed)
  makeAccounts(world, random, productUrl)
  world.departments = departments.map((department) => ({ ...department }))
  for (const member of members) world.members[member.userId] = { ...member }
  const people = makePeople(world, random)
  for (const [index, person] of people.entries()) placePerson(world, random, { index, person: person.id })
  addWalkPerson(world, now)
  return world
}

/** In this order: all three, follower + CRM, customer + CRM, follower + customer, followers only, customers only. */
const BOTH = ALL_THREE + FOLLOWER_AND_CUSTOMER
const WITH_WECHAT = FOLLOWERS + CUSTOMERS - BOTH

function makePeople(world: World, random: Random): Person[] {
  return Array.from({ length: WITH_WECHAT }, (_, index) => {
    const person: Person = {
      id: `p${String(index + 1).padStart(4, '0')}`,
      name: `${SURNAMES[random.int(0, SURNAMES.length - 1)] ?? ''}${GIVEN[random.int(0, GIVEN.length - 1)] ?? ''}`,
      // The first ones are in the CRM too, so they have a phone it knows; the rest have one it does not.
      phone: `${TEST_BLOCK}${String(1000 + index).padStart(4, '0')}`,
      city: random.pick(CITIES),
      stranger: false,
      createdAt: world.createdAt,
    }
    world.people[person.id] = person
    return person
  })
}

function placePerson(world: World, random: Random, of: { index: number; person: string }) {
  const { index } = of
  const threes = index < ALL_THREE
  const followerCrm = !threes && index < ALL_THREE + FOLLOWER_AND_CRM
  const customerCrm = !threes && !followerCrm && index < CRM_OVERLAP
  const both = index >= CRM_OVERLAP && index < CRM_OVERLAP + FOLLOWER_AND_CUSTOMER
  const onlyFollowers = FOLLOWERS - BOTH - FOLLOWER_AND_CRM
  const restIndex = index - CRM_OVERLAP - FOLLOWER_AND_CUSTOMER
  const followerOnly = restIndex >= 0 && restIndex < onlyFollowers
  if (threes || followerCrm || both || followerOnly) addFollow(world, random, of.person)
  if (threes || customerCrm || both || restIndex >= onlyFollowers) addFriend(world, random, of.person)
}

function addFollow(world: World, random: Random, person: string) {
  const [scene] = random.pick(channelCodesOrNone)
  const follow: Follow = {
    following: true,
    followedAt: world.createdAt - random.int(1, 540) * DAY - random.int(0, DAY - 1),
    scene,
    how: scene === '' ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE',
    remark: '',
    tags: [],
    windows: {},
  }
  const oa = world.accounts.find((account) => account.kind === 'oa')
  if (oa !== undefined) world.follows[`${oa.appId}:${person}`] = follow
}
const channelCodesOrNone: readonly [readonly [string], ...(readonly [string])[]] = [
  [''],
  ['spring-fair'],
  ['website'],
  ['referral'],
]

function addFriend(world: World, random: Random, person: string) {
  const staff = sellers[random.int(0, sellers.length - 1)] ?? 'shen.jianing'
  const since = world.createdAt - random.int(1, 540) * DAY - random.int(0, DAY - 1)
  const friendship: Friendship = {
    staff,
    person,
    since,
    memberKeeps: true,
    customerKeeps: true,
    remark: '',
    description: '',
    mobiles: [],
    tags: [],
    addWay: random.pick([1, 1, 2, 3, 16]),
    state: random.chance(0.3) ? 'website' : '',
  }
  world.friendships[`${staff}:${person}`] = friendship
}

/** The stranger the console offers first: her phone is in the CRM with a level, an expiry and an owner. */
function addWalkPerson(world: World, now: Date) {
  world.people.walk = {
    id: 'walk',
    name: '林小满',
    phone: `${TEST_BLOCK}0520`,
    city: '杭州',
    stranger: true,
    createdAt: now.getTime(),
  }
  world.walkPerson = 'walk'
}
