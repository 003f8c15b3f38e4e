import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { ForgeResult } from '../../server/sandbox/control-api.ts'
import { InboxPage } from '../../shared/api/system.ts'
import { type Line, startLine } from '../support/line.ts'
import { type Connected, connectWithoutCrowd, metric, peopleOfTown } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** The platforms add events without telling us: nothing of them is dropped, and what could not be read is read later. */
describe('an event nobody knows', () => {
  let line: Line
  let oa: Connected
  let wecom: Connected
  let people: { id: string; openId: string }[]

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ oa, wecom } = await connectWithoutCrowd(line, ['oa', 'wecom']))
    people = await peopleOfTown(line, 2)
  })
  afterAll(() => line?.stop())

  const kept = async (status: 'unknown' | 'failed') =>
    InboxPage.parse(await line.api('GET', `/inbox?status=${status}`)).items
  const forge = async (account: string) =>
    ForgeResult.parse(await line.play('/callbacks/forge', { account, person: people[0]?.id, how: 'unknown-event' }))

  it('is acknowledged, kept with what it said, and shown to a manager', async () => {
    expect(await forge(oa.appId)).toEqual({ status: 200, body: 'success' })
    expect(await forge(wecom.appId)).toEqual({ status: 200, body: '' })
    const rows = await until('both are listed', async () => {
      const found = await kept('unknown')
      return found.length === 2 && found
    })
    expect(rows.map(({ platform, account, type }) => ({ platform, account, type }))).toEqual([
      { platform: 'wecom', account: wecom.id, type: 'event.something_new' },
      { platform: 'oa', account: oa.id, type: 'event.something_new' },
    ])
    expect(rows[1]?.body).toContain(people[0]?.openId)
    const { attention } = (await line.api('GET', '/overview')) as { attention: { kind: string; count: number }[] }
    expect(attention).toContainEqual(expect.objectContaining({ kind: 'unknown-callbacks', count: 2 }))
    expect(await metric(line, 'weilu_inbox_rows', { status: 'unknown' })).toBe(2)
  })

  it('stays what it is when it is replayed before we learned it: nothing is lost', async () => {
    const before = await kept('unknown')
    for (const { id } of before) await line.api('POST', `/inbox/${id}/replay`)
    const after = await until('both were tried again', async () => {
      const found = await kept('unknown')
      return found.length === 2 && found
    })
    expect(after).toEqual(before)
    expect(await line.database.collection('events').countDocuments()).toBe(0)
    expect(await line.database.collection('contacts').countDocuments()).toBe(0)
  })

  it('can’t be replayed by somebody who is not logged in, nor when it is not there', async () => {
    const [row] = await kept('unknown')
    const replay = (id: string | undefined, token: string) =>
      fetch(`${line.url}/api/v1/inbox/${id}/replay`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    expect((await replay(row?.id, 'wrong')).status).toBe(401)
    const missing = await replay('ib_nothing', line.apiToken)
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({ error: { code: 'inbox.not-found' } })
  })

  it('that is known but can’t be read is kept as failed, and once it can be read its replay makes the contact', async () => {
    const account = line.simulator.control.state().accounts.find(({ kind }) => kind === 'oa')
    if (!account) throw new Error('no oa')
    const openId = people[1]?.openId ?? ''
    const timestamp = Math.floor(line.clock.now().getTime() / 1000)
    const inner = {
      ToUserName: 'gh_any',
      FromUserName: openId,
      CreateTime: 'yesterday',
      MsgType: 'event',
      Event: 'subscribe',
    }
    const { query, body } = sealCallback({ account, inner, timestamp })
    const answer = await fetch(withQuery(oa.callbackUrl, query), { method: 'POST', body })
    expect(answer.status).toBe(200)
    const row = await until('it failed', async () => (await kept('failed'))[0])
    expect(row.problem).toMatch(/CreateTime/)

    await line.api('POST', `/inbox/${row.id}/replay`)
    const again = await until('it failed again', async () => (await kept('failed'))[0])
    expect(again.id).toBe(row.id)

    // The mistake is mended: here in what was kept, in life in the code that reads it.
    await line.database
      .collection<{ _id: string; body: string }>('inbox')
      .updateOne({ _id: row.id }, { $set: { body: row.body.replace('yesterday', String(timestamp)) } })
    await line.api('POST', `/inbox/${row.id}/replay`)
    const contact = await line.contact(`oa:${oa.appId}:${openId}`)
    await line.happened(contact.id, 'contact.followed')
    await until('nothing is left as failed', async () => (await kept('failed')).length === 0)
    expect(await line.database.collection('contacts').countDocuments()).toBe(1)
  })
})
