import { createRandom, type Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { CITIES, GIVEN, SURNAMES } from './names.ts'
import { CRM_OVERLAP, ROWS, TEST_BLOCK } from './sizes.ts'
import { sellers, WALK_OWNER } from './staff.ts'

/**
 * The CRM's export: 2,000 rows as such files are. Its order and its dirt come from the seed and the day the demo was
 * made (expiry dates are counted from that day), so two downloads are equal byte by byte.
 */
export const COLUMNS = [
  ['number', '客户编号'],
  ['name', '姓名'],
  ['phone', '手机号'],
  ['level', '会员等级'],
  ['expiresOn', 'VIP到期日'],
  ['owner', '归属员工'],
  ['email', '邮箱'],
  ['city', '城市'],
  ['source', '来源'],
  ['note', '备注'],
] as const
export type CrmRow = Record<(typeof COLUMNS)[number][0], string>

const LEVELS = ['普通', '月度会员', '月度会员', 'VIP 年费', 'VIP 年费'] as const
const SOURCES = ['官网', '春季展会', '老客推荐', '电话拓展', '百度推广'] as const
const DAY = 86_400_000

const dayOf = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)

export function makeCrmRows(world: World): CrmRow[] {
  const random = createRandom(world.seed * 7919 + 11)
  const walk = world.walkPerson === null ? undefined : world.people[world.walkPerson]
  const rows: CrmRow[] = []
  if (walk !== undefined) {
    rows.push({
      ...blank('YS-00001'),
      name: walk.name,
      phone: walk.phone ?? '',
      level: 'VIP 年费',
      expiresOn: dayOf(world.createdAt + 7 * DAY),
      owner: WALK_OWNER,
      email: 'xiaoman.lin@example.com',
      city: walk.city,
      source: '老客推荐',
      note: '去年续费一次，关注周报功能',
    })
  }
  const known = Object.values(world.people).filter((person) => person.phone !== null && person.id !== walk?.id)
  for (const person of known.slice(0, CRM_OVERLAP)) {
    rows.push(
      clean(random, world, {
        number: rows.length + 1,
        name: person.name,
        phone: person.phone ?? '',
        city: person.city,
      }),
    )
  }
  let next = 4000
  while (rows.length < ROWS) {
    const earlier = rows.length > 300 && random.chance(0.03) ? rows[random.int(200, rows.length - 1)] : undefined
    if (earlier !== undefined) {
      // The same person once more, under another number: what a CRM without a unique phone does.
      rows.push({
        ...clean(random, world, {
          number: rows.length + 1,
          name: earlier.name,
          phone: earlier.phone,
          city: earlier.city,
        }),
      })
      continue
    }
    const phone = `${TEST_BLOCK}${String(next).padStart(4, '0')}`
    next += 1
    const name = `${SURNAMES[random.int(0, SURNAMES.length - 1)] ?? ''}${GIVEN[random.int(0, GIVEN.length - 1)] ?? ''}`
    rows.push(clean(random, world, { number: rows.length + 1, name, phone, city: random.pick(CITIES) }))
  }
  const [first, ...others] = rows
  return first === undefined ? [] : [first, ...others.map((row) => soil(random, row))]
}

const blank = (number: string): CrmRow => ({
  number: number,
  name: '',
  phone: '',
  level: '',
  expiresOn: '',
  owner: '',
  email: '',
  city: '',
  source: '',
  note: '',
})

function clean(
  random: Random,
  world: World,
  of: { number: number; name: string; phone: string; city: string },
): CrmRow {
  const level = random.pick(LEVELS)
  const seller = sellers[random.int(0, sellers.length - 1)] ?? WALK_OWNER
  return {
    ...blank(`YS-${String(of.number).padStart(5, '0')}`),
    name: of.name,
    phone: of.phone,
    level: level,
    expiresOn: level === 'VIP 年费' ? dayOf(world.createdAt + random.int(-120, 360) * DAY) : '',
    owner: random.chance(0.9) ? seller : '',
    email: random.chance(0.4) ? `customer${of.number}@example.com` : '',
    city: of.city,
    source: random.pick(SOURCES),
    note: random.chance(0.1) ? '电话沟通过一次' : '',
  }
}

/** One kind of dirt per row at most, so that a test can count each kind. */
const dirt: [share: number, soil: (row: CrmRow, random: Random) => Partial<CrmRow>][] = [
  [0.04, (row) => ({ phone: `+86${row.phone}` })],
  [0.03, (row) => ({ phone: `${row.phone.slice(0, 3)} ${row.phone.slice(3, 7)} ${row.phone.slice(7)}` })],
  [0.02, (row) => ({ phone: `${row.phone.slice(0, 3)}-${row.phone.slice(3, 7)}-${row.phone.slice(7)}` })],
  [0.01, (row) => ({ phone: row.phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)) })],
  [0.03, () => ({ name: '' })],
  [0.02, (row) => ({ name: `  ${row.name} ` })],
  [0.01, (row) => ({ phone: row.phone.slice(0, 10) })],
  [0.01, () => ({ phone: '' })],
  [0.02, (row) => ({ expiresOn: row.expiresOn.replaceAll('-', '/') })],
  [0.005, () => ({ expiresOn: '永久' })],
  [0.01, () => ({ owner: 'zhang.li.zhi' })],
  [0.01, () => ({ note: '说"下周再联系",\n偏好微信' })],
  [0.005, () => ({ note: '=HYPERLINK("http://example.com","点我")' })],
]

function soil(random: Random, row: CrmRow): CrmRow {
  let dice = random.next()
  for (const [share, make] of dirt) {
    if (dice < share) return { ...row, ...make(row, random) }
    dice -= share
  }
  return row
}

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const writeCrmCsv = (world: World): string =>
  `${[COLUMNS.map(([, label]) => label).join(','), ...makeCrmRows(world).map((row) => COLUMNS.map(([field]) => cell(row[field])).join(','))].join('\r\n')}\r\n`
