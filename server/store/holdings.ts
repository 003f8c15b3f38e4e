import { createHash } from 'node:crypto'
import type mongoose from 'mongoose'
import { z } from 'zod'
import { normalizePhone } from '../../shared/phone.ts'
import { type AboutPerson, bareIdsOf, crmIdsOf, personsOf, redacted, tellingOf } from './about-person.ts'
import type { Cipher } from './cipher.ts'
import { anyOf, counted, type Holding, looked, type NoHolding, nobody, type Row, rows } from './holding.ts'

/**
 * Every collection of the product, and what it holds of people. A collection that is missing here fails a test: what is
 * held must be known before it can be given out or erased. The order is that of erasing: once the profile is gone,
 * nothing new is written under it.
 */
export type Holdings = Readonly<Record<string, Holding | NoHolding>>

/** Whom the remains of walks belong to: nobody. */
export const ERASED = 'ct_erased'

const names = 'names people only by our own id, which leads to nobody once the profile is gone'
const settings = 'what managers set'
const ours = 'the company itself: its colleagues, accounts and sites'
const machinery = 'how far work is'

const hashed = (prefix: string, text: string) =>
  `${prefix}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
const contact = ({ contacts }: AboutPerson) => ({ contact: { $in: contacts } })

export function createHoldings(cipher: Cipher): Holdings {
  const unsealed = (sealed: unknown): string => (typeof sealed === 'string' ? cipher.unseal(sealed) : '')
  return {
    contacts: profile(),
    merges: rows('merges', '合并记录', ({ contacts }) => ({
      $or: [{ into: { $in: contacts } }, { from: { $in: contacts } }],
    })),
    merge_conflicts: rows('merge_conflicts', '疑似重复', ({ contacts, keys }) => ({
      $or: [{ a: { $in: contacts } }, { b: { $in: contacts } }, { key: { $in: keys } }],
    })),
    inbox: rows('inbox', '收到的原始消息', (about) => ({
      $or: [{ person: { $in: personsOf(about) } }, { body: anyOf(tellingOf(about)) }],
      ...(about.askedAt === undefined
        ? {}
        : { $nor: [{ status: { $ne: 'done' as const }, receivedAt: { $gt: about.askedAt } }] }),
    })),
    events: rows('events', '行为与决定', contact),
    activity_days: rows('activity_days', '每日行为次数', contact),
    enrollments: counted('enrollments', '旅程', contact, walkOfNobody),
    outbox: counted('outbox', '发送记录', contact, messageToNobody),
    leads: rows('leads', '线索', contact),
    alerts: rows('alerts', '员工提醒', contact),
    objects: rows('objects', '业务对象', ({ contacts, keys }) => ({
      // A row of nobody that names her number is hers.
      $or: [{ contact: { $in: contacts } }, { claim: { $in: keys } }, { contact: null, 'sealed.key': { $in: keys } }],
    })),
    popups: rows('popups', '网页弹窗', contact),
    segment_members: rows('segment_members', '所在人群', contact),
    tag_rule_members: rows('tag_rule_members', '满足的标签规则', contact),
    tag_strengths: rows('tag_strengths', '标签强度', ({ contacts }) => ({ _id: { $in: contacts } })),
    score_history: rows('score_history', '评分走势', ({ contacts }) => ({ _id: { $in: contacts } })),
    invitations: rows('invitations', '邀请关系', ({ contacts }) => ({
      $or: [{ _id: { $in: contacts } }, { inviter: { $in: contacts } }],
    })),
    webhook_deliveries: rows('webhook_deliveries', '对外通知', contact),
    devices: rows('devices', '设备', ({ keys }) => ({ identity: { $in: keys } })),
    group_members: rows('group_members', '所在群聊', (about) => ({
      $or: [{ key: { $in: about.keys } }, { userid: { $in: bareIdsOf(about) } }],
    })),
    sessions: rows('sessions', '登录会话', ({ keys }) => ({ kind: 'mini', subject: { $in: keys } })),
    addressee_books: rows('addressee_books', '发送配额', (about) => ({ _id: anyOf(tellingOf(about)) })),
    tag_copies: rows('tag_copies', '标签同步', ({ keys }) => ({ key: { $in: keys } })),
    sync_seen: rows('sync_seen', '平台名单', ({ keys }) => ({ key: anyOf(keys) })),
    sync_reports: inReports(),
    looks: looks(),
    web_link_uses: rows('web_link_uses', '网页访问', (about) => ({ visitor: { $in: bareIdsOf(about) } })),
    short_links: looked('short_links', '发出的链接', { url: { $regex: '/t/' } }, ({ url }, { contacts }) => {
      const code = String(url).slice(String(url).lastIndexOf('/t/') + 3)
      const packed = Buffer.from(code.split('.')[0] ?? '', 'base64url').toString('utf8')
      return contacts.some((id) => packed.includes(id))
    }),
    import_records: rows('import_records', '导入过的记录', ({ keys }) => ({
      $or: [{ _id: { $in: recordKeysOf(keys) } }, { _id: anyOf(keys) }],
    })),
    import_refused: looked('import_refused', '导入未通过的行', {}, ({ sealed }, about) =>
      isRowOf(unsealed(sealed), about),
    ),
    imports: inSamples(cipher),

    import_pieces: nobody('a file that is being imported, sealed; it goes when the import ends'),
    import_mappings: nobody(settings),
    privacy_requests: nobody('asks of people; names them sealed until their erasure is confirmed, then only by our id'),
    privacy_settings: nobody(settings),
    audit_log: nobody(names),
    agendaJobs: nobody(machinery),
    computations: nobody(machinery),
    score_formulas: nobody(settings),
    lifecycle: nobody(settings),
    preference_rules: nobody(settings),
    tags: nobody(settings),
    tag_rules: nobody(settings),
    tag_rule_days: nobody('how many came to fit and ceased to'),
    leases: nobody(machinery),
    watermarks: nobody(machinery),
    migrations: nobody(machinery),
    kf_cursors: nobody(machinery),
    sync_runs: nobody(machinery),
    job_reports: nobody('how many a mass send reached'),
    mass_jobs: nobody('how many a mass send reached'),
    member_asks: nobody('what members were asked to publish today'),
    provider_news: nobody(machinery),
    quotas: nobody(machinery),
    quota_apis: nobody(machinery),
    platform_tokens: nobody(ours),
    accounts: nobody(ours),
    departments: nobody(ours),
    staff: nobody(ours),
    users: nobody(ours),
    web_sites: nobody(ours),
    groups: nobody(ours),
    platform_tags: nobody(ours),
    tag_mappings: nobody(settings),
    identity_rules: nobody(settings),
    attribute_definitions: nobody(settings),
    event_definitions: nobody(settings),
    object_types: nobody(settings),
    unknown_fields: nobody('names of fields, never values'),
    forms: nobody(settings),
    journeys: nobody(settings),
    journey_versions: nobody(settings),
    segments: nobody(settings),
    segment_days: nobody('how many entered and left'),
    webhooks: nobody(settings),
    pulls: nobody(settings),
  }
}

/** The collections that hold something of people, in the order of erasing. */
export function createPeopleData(connection: mongoose.Connection, cipher: Cipher) {
  return Object.entries(createHoldings(cipher)).flatMap(([name, one]) =>
    one.kind === 'nobody'
      ? []
      : [
          {
            name,
            label: one.label,
            find: (about: AboutPerson) => one.find(connection, about),
            forget: (about: AboutPerson) => one.forget(connection, about),
          },
        ],
  )
}
export type PeopleData = ReturnType<typeof createPeopleData>

/** The record itself goes whole; of others' it goes where they remember that they were kept apart from it. */
function profile(): Holding {
  const own = rows('contacts', '客户资料', ({ contacts }) => ({ _id: { $in: contacts } }))
  return {
    ...own,
    async forget(connection, about) {
      const gone = await own.forget(connection, about)
      const others = connection.collection<{
        _id: string
        revision: number
        keptApart: { contact: string; key: string }[]
      }>('contacts')
      for (const apart of [{ contact: { $in: about.contacts } }, { key: { $in: about.keys } }])
        await others.updateMany(
          { keptApart: { $elemMatch: apart } },
          { $pull: { keptApart: apart }, $inc: { revision: 1 } },
        )
      return gone
    },
  }
}

/** Who looked at what of a person stays to be answered for; the reasons name nobody any more. */
function looks(): Holding {
  const own = rows('looks', '查看记录', contact)
  return {
    ...own,
    async forget(connection, about) {
      const collection = connection.collection<Row>('looks')
      for await (const { _id, reason } of own.find(connection, about)) {
        const left = redacted(String(reason), about)
        if (left !== reason) await collection.updateOne({ _id }, { $set: { reason: left } })
      }
      return 0
    },
  }
}

/** How somebody went through a journey, without who and with what. */
function walkOfNobody(row: Row): Row {
  const { _id, journey, version, partition, revision, visit, enteredAt, leftAt, trail, begun, moved } = row
  const steps = z.array(z.looseObject({})).catch([]).parse(trail)
  return {
    ...{ _id: hashed('en_e', _id), contact: ERASED, journey, version, partition, revision, visit, enteredAt },
    ...(begun === undefined ? {} : { begun }),
    ...(moved === undefined ? {} : { moved }),
    ...{ entry: hashed('erased:', _id), startedBy: null, context: { event: null, staff: null }, state: 'left' },
    ...{ node: null, arrivedAt: null, awaits: [], reason: '客户的个人信息已删除', leftAt: leftAt ?? enteredAt },
    trail: steps.map((step) => ({ ...step, why: '' })),
  }
}

const Told = z.record(z.string(), z.object({ at: z.date() })).catch({})

/** That something was sent, through which channel and what became of it; what had not left goes. */
function messageToNobody(row: Row): Row | null {
  const { _id, journey, node, channel, notBefore, marketing, fate, attempts, createdAt, settledAt, day } = row
  if (fate === 'waiting' || fate === 'sending') return null
  const told = Object.entries(Told.parse(row.told ?? {})).map(([name, { at }]) => [name, { at, why: null }])
  return {
    ...{ _id: hashed('erased:', _id), contact: null, enrollment: null, journey, node, channel },
    ...{ address: null, content: {}, notBefore, expires: null, marketing, why: '客户的个人信息已删除', fate },
    ...{ claim: null, calledAt: null, batch: null, attempts, responseCode: null, createdAt, settledAt, day },
    ...(told.length === 0 ? {} : { told: Object.fromEntries(told) }),
  }
}

/** Reports of readings name some of whom they were about, for example. */
function inReports(): Holding {
  const about = ({ keys }: AboutPerson) => ({ examples: { $elemMatch: { key: anyOf(keys) } } })
  const own = rows('sync_reports', '平台名单核对', about)
  return {
    ...own,
    async forget(connection, person) {
      const pulled = await connection
        .collection<{ _id: string; examples: { key: string }[] }>('sync_reports')
        .updateMany(about(person), { $pull: { examples: { key: anyOf(person.keys) } } })
      return pulled.modifiedCount
    },
  }
}

/** Imports show some rows while they are asked about and before they start; those that name the person go. */
function inSamples(cipher: Cipher): Holding {
  const Samples = z.object({ samples: z.string() }).nullable().catch(null)
  const textOf = ({ asked, preview }: Row) =>
    [asked, preview]
      .map((part) => Samples.parse(part ?? null)?.samples ?? '')
      .map((sealed) => (sealed === '' ? '' : cipher.unseal(sealed)))
      .join('\n')
  const isTheirs = (row: Row, about: AboutPerson) => tellingOf(about).some((word) => textOf(row).includes(word))
  const where = { $or: [{ asked: { $ne: null } }, { preview: { $ne: null } }] }
  const own = looked('imports', '导入预览', where, isTheirs)
  return {
    ...own,
    async forget(connection: mongoose.Connection, about) {
      let gone = 0
      for await (const row of own.find(connection, about)) {
        const blank = (part: unknown) =>
          part ? { ...z.looseObject({}).parse(part), samples: cipher.seal('[]') } : null
        const { asked, preview } = row
        const set = { asked: blank(asked), preview: blank(preview) }
        gone += (await connection.collection<Row>('imports').updateOne({ _id: row._id }, { $set: set })).modifiedCount
      }
      return gone
    },
  }
}

/** CRM records as imports remember them: `<source>:<number>`; a row without a number is remembered by its first identity. */
const recordKeysOf = (keys: readonly string[]) =>
  keys.flatMap((key) => (key.startsWith('crm:') ? [key.slice('crm:'.length)] : []))

const Cells = z.array(z.string()).catch([])
/** A refused row is somebody's when a whole cell of it is theirs: a name alone is nobody's in particular. */
function isRowOf(text: string, about: AboutPerson): boolean {
  const cells = text.startsWith('["') ? Cells.parse(JSON.parse(text)) : text.split(',')
  const own = new Set([...tellingOf(about), ...bareIdsOf(about), ...crmIdsOf(about)])
  return cells.some((cell) => {
    const said = cell.trim()
    return own.has(said) || own.has(normalizePhone(said) ?? '') || own.has(said.toLowerCase())
  })
}
