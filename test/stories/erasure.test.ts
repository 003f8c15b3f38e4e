import type mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ERASURE_WORDS, PrivacyRequest } from '../../shared/api/privacy.ts'
import { aJourney } from '../builders/journey.ts'
import { filesWith } from '../support/bytes.ts'
import { type DatabaseToSearch, databaseToSearch, heldIn, registersAsRecord } from '../support/erasure.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  importCsv,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const NAME = '司徒映雪'
const PHONE = '19900007316'
const EMAIL = 'yingxue.situ@example.com'

/** She asks to be forgotten: nobody finds her any more, in no list, no collection and no byte of the database's files. */
describe('a person who is erased', () => {
  let database: DatabaseToSearch
  let connection: mongoose.Connection
  let line: Line
  let oa: Connected
  let her: { id: string; openId: string }
  let unionId: string
  let contact: string

  beforeAll(async () => {
    database = await databaseToSearch()
    connection = database.connection
    line = await startLine({ seed: false, databaseAt: () => database.uri })
    ;({ oa } = await connectWithoutCrowd(line, ['oa', 'mini']))
    const welcome = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    await publishJourney(line, '欢迎', aJourney().send('oa-reply').node('send', welcome).tag('新粉丝').build())
    const [one, other] = await peopleOfTown(line, 2)
    if (!one || !other) throw new Error('nobody')
    her = one
    unionId = (await line.person(her.id)).unionId ?? ''
    await importCsv(line, `客户编号,姓名,手机号\nM1,${NAME},${PHONE}\nM2,${NAME},${PHONE}1,\n`)
    await act(line, her.id, 'follow')
    await act(line, other.id, 'follow')
    await line.contact(`oa:${oa.appId}:${other.openId}`)
    await act(line, her.id, 'say', { text: `我是${NAME}，电话 ${PHONE}` })
  }, 120_000)
  afterAll(async () => {
    await line?.stop()
    await database?.stop()
  })

  const needles = () => [NAME, PHONE, EMAIL, her.openId, unionId]
  const request = async (id: string) => PrivacyRequest.parse(await line.api('GET', `/privacy/requests/${id}`))
  /** What the engine keeps in memory is in its files after a checkpoint, which every compact ends with. */
  const flush = () => connection.db?.command({ compact: 'users', force: true })

  it('is everywhere before: in the profile, the timeline, orders, messages and refused rows', async () => {
    const identity = `oa:${oa.appId}:${her.openId}`
    contact = await registersAsRecord(line, {
      ...{ person: her.id, identity, record: 'crm:crm:M1', name: NAME, phone: PHONE },
    })
    await line.api('PUT', '/contacts', { requestId: 'u1', identities: [identity, `email:${EMAIL}`], name: NAME })
    await line.api('POST', '/object-types', {
      ...{ name: 'order', label: '订单', keyField: 'no', timeField: null },
      fields: [
        { name: 'no', label: '订单号', type: 'text' },
        { name: 'phone', label: '手机号', type: 'text' },
        { name: 'to', label: '收货人', type: 'text' },
        { name: 'called', label: '联系电话', type: 'text' },
      ],
      person: { field: 'phone', kind: 'phone' },
    })
    await line.api('POST', '/objects/order', { no: 'S1', phone: PHONE, to: NAME, called: PHONE })
    // Nobody's, but it names her number.
    await line.api('POST', '/objects/order', { no: 'S2', called: PHONE })
    await line.api('POST', '/events', {
      ...{ id: 'called-1', name: 'custom.happened', type: 'called', properties: { note: `${NAME} 打来电话` } },
      ...{ at: line.clock.now().toISOString(), identity },
    })
    await line.happened(contact, 'message.delivered')
    const rows = await until('the order is hers', async () => {
      const found = await connection.collection('objects').find({ contact }).toArray()
      return found.length > 0 && found
    })
    expect(rows).toHaveLength(1)
    await until('all that came in is worked off', async () => {
      return (await connection.collection('inbox').countDocuments({ status: 'new' })) === 0
    })
    await flush()
    expect((await filesWith(database.dataDir, needles())).length).toBeGreaterThan(4)
  })

  it('is erased only by an administrator who says why and confirms it', async () => {
    const ask = (body: unknown) => line.api('POST', `/contacts/${contact}/erasure`, body)
    await expect(ask({ reason: '本人要求', confirm: '删除' })).rejects.toThrow(/answered 4/)
    await expect(ask({ reason: '', confirm: ERASURE_WORDS })).rejects.toThrow(/answered 4/)
    await expect(
      line.api('POST', '/contacts/ct_nobody/erasure', { reason: '本人要求', confirm: ERASURE_WORDS }),
    ).rejects.toThrow(/contact.not-found/)
  })

  it('is gone from everything that can be asked, at once; the proof names nobody', async () => {
    const asked = PrivacyRequest.parse(
      await line.api('POST', `/contacts/${contact}/erasure`, {
        ...{ reason: `${NAME}（${PHONE}）来电要求删除`, confirm: ERASURE_WORDS },
      }),
    )
    const erased = await until('all is deleted', async () => {
      const now = await request(asked.id)
      return now.state === 'cleaning' && now
    })
    expect(erased.reason).toBe('＊＊（＊＊）来电要求删除')
    expect(erased.counts).toMatchObject({ contacts: expect.any(Number), events: expect.any(Number), objects: 2 })
    await expect(line.profile(contact)).rejects.toThrow(/contact.not-found/)
    expect(await heldIn(connection, needles())).toEqual([])
    // What others did stays, and so do the counts: two walks were walked.
    expect(await connection.collection('enrollments').countDocuments()).toBe(2)
    expect(await connection.collection('enrollments').countDocuments({ contact: 'ct_erased' })).toBe(1)
    const sent = await connection.collection('outbox').find({ contact: null }).toArray()
    expect(sent.map(({ channel, fate, address, content }) => ({ channel, fate, address, content }))).toContainEqual({
      ...{ channel: 'oa-template', fate: 'sent', address: null, content: {} },
    })
  })

  it('is in no byte of the database’s files once it is confirmed', async () => {
    const { items } = z
      .object({ items: z.array(PrivacyRequest) })
      .parse(await line.api('GET', '/privacy/requests?limit=1'))
    const id = items[0]?.id ?? ''
    await line.api('POST', `/privacy/requests/${id}/clean`, {})
    await until('the files were written anew', async () => (await request(id)).state === 'confirmed')
    expect(await connection.collection('privacy_requests').findOne({ sealed: { $ne: null } })).toBeNull()
    if (database.kind === 'documentdb') expect(await filesWith(database.dataDir, needles())).toEqual([])
  })

  it('is a new person without a past when she writes again', async () => {
    await act(line, her.id, 'say', { text: '你们好' })
    const again = await line.contact(`oa:${oa.appId}:${her.openId}`)
    expect(again.id).not.toBe(contact)
    expect(again.tags).toEqual([])
    expect((await line.timeline(again.id)).map(({ event }) => event.name)).not.toContain('contact.followed')
  })
})
