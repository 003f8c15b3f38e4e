import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MergeConflict, MergeRecord } from '../../shared/api/contacts.ts'
import { MiniSession } from '../../shared/api/mini.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, type Connected, connectWithoutCrowd, importCsv, peopleOfTown } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const SHARED_PHONE = '19900009001'
const OWN_PHONE = '19900009002'

/** A merge is explained, can be taken apart, and stays apart; what speaks against it waits for a person. */
describe('two records of one person', () => {
  let line: Line
  let oa: Connected
  let follower: { id: string; openId: string }

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ oa } = await connectWithoutCrowd(line, ['oa', 'mini']))
    const [one] = await peopleOfTown(line, 1)
    if (!one) throw new Error('nobody')
    follower = one
    await importCsv(
      line,
      [
        '客户编号,姓名,手机号,会员等级',
        `A1,林小满,${OWN_PHONE},VIP 年费`,
        `B1,陈一,${SHARED_PHONE},普通`,
        `B2,陈二,${SHARED_PHONE},普通`,
      ].join('\n'),
    )
    await act(line, follower.id, 'follow')
    await line.contact(`oa:${oa.appId}:${follower.openId}`)
  })
  afterAll(() => line?.stop())

  const asFollower = () => line.contact(`oa:${oa.appId}:${follower.openId}`)
  const asRecord = (record: string) => line.contact(`crm:crm:${record}`)
  const names = async (id: string) => (await line.timeline(id)).map(({ event }) => event.name)
  const kinds = (contact: { identities: readonly { key: string }[] }) =>
    contact.identities.map(({ key }) => key.slice(0, key.indexOf(':'))).sort()
  async function submits(person: string, phone: string, interest: string): Promise<void> {
    const { code } = z.object({ code: z.string() }).parse(await line.play(`/people/${person}/mini/login`))
    const { token } = MiniSession.parse(await line.api('POST', '/mini/session', { code, scene: null }))
    await line.api('POST', '/mini/forms/register', { fields: { name: '林小满', phone, interest } }, token)
  }
  const mergesOf = async (id: string) =>
    z.object({ items: z.array(MergeRecord) }).parse(await line.api('GET', `/contacts/${id}/merges`)).items
  const conflicts = async () =>
    z.object({ items: z.array(MergeConflict) }).parse(await line.api('GET', '/merge-conflicts')).items

  it('become one by the phone she gives, with the evidence', async () => {
    await submits(follower.id, OWN_PHONE, '会员复购')
    const one = await until('the two are one', async () => {
      const [contact, record] = [await asFollower(), await asRecord('A1')]
      return contact.id === record.id && contact
    })
    const [merge] = await mergesOf(one.id)
    expect(merge?.why).toMatch(/手机/)
    expect(merge?.evidence).toMatchObject([{ key: expect.stringMatching(/^phone:/) }])
    expect(JSON.stringify(merge)).not.toContain(OWN_PHONE)
  })

  it('are two again after an undo, each with their own history', async () => {
    const [merge] = await mergesOf((await asFollower()).id)
    await line.api('POST', `/merges/${merge?.id}/undo`, {})
    const [contact, record] = [await asFollower(), await asRecord('A1')]
    expect(contact.id).not.toBe(record.id)
    expect(kinds(contact)).toEqual(expect.arrayContaining(['mini', 'oa', 'unionid']))
    expect(kinds(contact)).not.toContain('crm')
    expect(kinds(record)).toContain('crm')
    expect(kinds(record)).not.toContain('oa')
    expect(record.attributes).toMatchObject({ level: 'VIP 年费' })
    expect(contact.attributes).not.toHaveProperty('level')
    expect(await names(contact.id)).toEqual(
      expect.arrayContaining(['contact.followed', 'form.submitted', 'contact.unmerged']),
    )
    expect(await names(contact.id)).not.toContain('crm.imported')
    expect(await names(record.id)).toEqual(expect.arrayContaining(['crm.imported', 'contact.unmerged']))
    expect(await names(record.id)).not.toContain('contact.followed')
    const again = await fetch(`${line.url}/api/v1/merges/${merge?.id}/undo`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ error: { code: 'merge.already-undone' } })
  })

  it('are not made one again by the same evidence, neither from the form nor from the CRM', async () => {
    line.clock.jump(3_600_000)
    await submits(follower.id, OWN_PHONE, '会员复购')
    const contact = await asFollower()
    await until('the second form is in her timeline', async () => {
      const forms = (await names(contact.id)).filter((name) => name === 'form.submitted')
      return forms.length === 2
    })
    await importCsv(line, ['客户编号,姓名,手机号,会员等级', `A1,林小满,${OWN_PHONE},VIP 季费`].join('\n'))
    await until('the record has changed', async () => (await asRecord('A1')).attributes['level'] === 'VIP 季费')
    expect((await asFollower()).id).not.toBe((await asRecord('A1')).id)
    expect((await asFollower()).attributes).not.toHaveProperty('level')
  })

  it('that two CRM numbers speak against are not merged: the conflict is queued', async () => {
    const [one, two] = [await asRecord('B1'), await asRecord('B2')]
    expect(one.id).not.toBe(two.id)
    const queued = await until('the conflict is queued', async () =>
      (await conflicts()).find(({ a, b }) => [a, b].includes(one.id) && [a, b].includes(two.id)),
    )
    expect(queued.why).toMatch(/./)
    const [other] = await peopleOfTown(line, 1, { prefix: 'c' })
    await submits(other?.id ?? '', SHARED_PHONE, '会员复购')
    const { miniOpenId } = await line.person(other?.id ?? '')
    const mini = line.demo.accounts.find(({ kind }) => kind === 'mini')
    const third = await line.contact(`mini:${mini && 'appId' in mini ? mini.appId : ''}:${miniOpenId}`)
    await line.happened(third.id, 'form.submitted')
    expect(new Set([third.id, (await asRecord('B1')).id, (await asRecord('B2')).id]).size).toBe(3)
    expect((await conflicts()).some(({ a, b }) => [a, b].includes(third.id))).toBe(true)
    const { attention } = (await line.api('GET', '/overview')) as { attention: { kind: string }[] }
    expect(attention.map(({ kind }) => kind)).toContain('merge-conflicts')
  })
})
