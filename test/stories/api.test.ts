import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ApiError } from '../../shared/api/errors.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, importCsv, peopleOfTown, templateOf } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** Somebody else's script with an API token and nothing but the published contracts. */
describe('an outsider’s script', () => {
  let line: Line
  let person: { id: string; openId: string }
  let contact: string
  let journey: string
  const appIdOf = (kind: string) => {
    const account = line.demo.accounts.find((one) => one.kind === kind)
    return account && 'appId' in account ? account.appId : ''
  }
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string'
    const answer = await fetch(`${line.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${line.apiToken}`,
        ...(body === undefined ? {} : { 'content-type': text ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' }
  }
  const json = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await call(method, path, body)
    return { status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) }
  }
  const Id = z.object({ id: z.string() })

  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  it('connects an account of each kind; what was secret is never read back', async () => {
    await line.play('/faults', { faults: [{ path: '/cgi-bin/user/get', kind: 'errcode', errcode: 48001 }] })
    const secrets: string[] = []
    for (const { kind, name, appSecret, token, encodingAesKey, ...more } of line.demo.accounts) {
      const { callbackUrl: _none, ...place } = more
      secrets.push(appSecret, token, encodingAesKey)
      const made = await json('POST', '/api/v1/accounts', { kind, name, appSecret, token, encodingAesKey, ...place })
      expect(made.status).toBe(201)
      const { id, callbackUrl } = z.object({ id: z.string(), callbackUrl: z.string() }).strict().parse(made.body)
      expect(callbackUrl).toBe(`${line.url}/callbacks/${kind}/${id}`)
      if (kind === 'oa') await line.play('/accounts/callback', { appId: appIdOf('oa'), callbackUrl })
    }
    const { text } = await call('GET', '/api/v1/accounts')
    expect(z.object({ items: z.array(z.unknown()).length(3) }).parse(JSON.parse(text))).toBeDefined()
    for (const secret of secrets) expect(text).not.toContain(secret)
    const stored = JSON.stringify(await line.database.collection('accounts').find().toArray())
    for (const secret of secrets) expect(stored).not.toContain(secret)
  })

  it('makes a journey, publishes it, and gets its version', async () => {
    const template = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    const definition = aJourney().node('send', template).tag('新粉丝').build()
    const made = await json('POST', '/api/v1/journeys', { name: '新粉丝欢迎', definition })
    expect(made.status).toBe(201)
    journey = Id.parse(made.body).id
    expect(await json('POST', `/api/v1/journeys/${journey}/publish`, {})).toEqual({ status: 200, body: { version: 1 } })
  })

  it('can’t publish what can’t run, and is told which node is wrong', async () => {
    const definition = { entry: 'a', nodes: [{ id: 'a', type: 'event-start', settings: {}, exits: {} }] }
    const made = await json('POST', '/api/v1/journeys', { name: '空', definition })
    const { status, body } = await json('POST', `/api/v1/journeys/${Id.parse(made.body).id}/publish`, {})
    expect(status).toBe(422)
    const { error } = ApiError.parse(body)
    expect(error.code).toBe('journey.invalid')
    expect(error.details).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ node: 'a' })]) })
  })

  it('finds the follower by her identity, and reads her timeline, her walk and what was sent with fate and why', async () => {
    const [one] = await peopleOfTown(line, 1)
    if (!one) throw new Error('nobody')
    person = one
    await act(line, person.id, 'follow')
    const key = `oa:${appIdOf('oa')}:${person.openId}`
    contact = (await line.contact(key)).id
    await line.happened(contact, 'tag.added')
    await line.happened(contact, 'message.sent')
    const found = await json('GET', `/api/v1/contacts?identity=${encodeURIComponent(key)}`)
    expect(found.body).toMatchObject({
      items: [
        {
          id: contact,
          identities: expect.arrayContaining([expect.objectContaining({ key })]),
          tags: ['新粉丝'],
          attributes: {},
          revision: expect.any(Number),
        },
      ],
      next: null,
    })
    const timeline = await json('GET', `/api/v1/contacts/${contact}/timeline`)
    expect(JSON.stringify(timeline.body)).toContain('contact.followed')
    const walks = await json('GET', `/api/v1/enrollments?journey=${journey}&contact=${contact}`)
    expect(walks.body).toMatchObject({ items: [{ journey, contact, version: 1, state: 'left' }], next: null })
    const sent = await json('GET', `/api/v1/outbox?contact=${contact}`)
    expect(sent.body).toMatchObject({ items: [{ channel: 'oa-template', fate: 'sent', why: expect.any(String) }] })
  })

  it('brings events in, single or as a batch; a repeated id changes nothing', async () => {
    const phone = 'phone:19900008001'
    const event = { id: 'shop:1', name: 'form.submitted', identity: phone, form: 'shop', fields: { item: '年费' } }
    expect(await json('POST', '/api/v1/events', event)).toMatchObject({
      status: 200,
      body: { accepted: 1, repeated: 0 },
    })
    expect(await json('POST', '/api/v1/events', event)).toMatchObject({
      status: 200,
      body: { accepted: 0, repeated: 1 },
    })
    const batch = [event, { ...event, id: 'shop:2' }, { ...event, id: 'shop:4', identity: 'phone:12' }]
    expect(await json('POST', '/api/v1/events', batch)).toMatchObject({
      status: 200,
      body: { accepted: 1, repeated: 1, refused: 1, items: [{ index: 2, id: 'shop:4', result: 'refused' }] },
    })
    const buyer = await until('the buyer is there with both', async () => {
      const { body } = await json('GET', '/api/v1/contacts?q=8001')
      const id = z.object({ items: z.array(Id) }).parse(body).items[0]?.id
      if (!id) return false
      const names = (await line.timeline(id)).map(({ event: one }) => one.name)
      return names.filter((name) => name === 'form.submitted').length === 2 && id
    })
    expect((await call('GET', `/api/v1/contacts/${buyer}`)).text).not.toContain('19900008001')
    const wrong = await json('POST', '/api/v1/events', { ...event, id: 'shop:3', identity: 'phone:12' })
    expect(wrong.status).toBe(400)
    expect(ApiError.parse(wrong.body).error).toMatchObject({ code: 'event.invalid', details: { id: 'shop:3' } })
  })

  it('imports a CSV: the good rows are in, the bad ones come back by line and column', async () => {
    const rows = [
      '客户编号,姓名,手机号,VIP到期日',
      'G1,好一,19900008101,2027-03-01',
      'G2,坏电话,12345,2027-03-01',
      ',没编号,19900008103,',
      'G4,坏日期,19900008104,某天',
      'G5,少一列',
      'G6,好二,19900008106,',
    ]
    const done = await importCsv(line, rows.join('\n'), 'good-and-bad.csv')
    expect(done).toMatchObject({ state: 'done', rows: 6, created: 2, refused: 4, progress: 1 })
    const { type, text } = await call('GET', `/api/v1/imports/${done.id}/refused.csv`)
    expect(type).toMatch(/^text\/csv/)
    const lines = text
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/)
    expect(lines).toHaveLength(5)
    const places = lines.slice(1).map((one) =>
      one
        .split(',')
        .slice(0, 2)
        .map((cell) => cell.replaceAll('"', '')),
    )
    expect(places).toEqual([
      ['3', '手机号'],
      ['4', '客户编号'],
      ['5', 'VIP到期日'],
      ['6', '整行'],
    ])
    expect((await line.contact('crm:crm:G6')).name).toBe('好二')
    const list = await json('GET', '/api/v1/imports')
    expect(z.object({ items: z.array(ImportSummary) }).parse(list.body).items).toHaveLength(1)
  })

  const mistakes = [
    {
      what: 'no such person',
      method: 'GET',
      path: '/api/v1/contacts/ct_nobody',
      status: 404,
      code: 'contact.not-found',
    },
    {
      what: 'no such journey',
      method: 'GET',
      path: '/api/v1/journeys/jn_none',
      status: 404,
      code: 'journey.not-found',
    },
    { what: 'no such address', method: 'GET', path: '/api/v1/nothing', status: 404, code: 'route.not-found' },
    { what: 'a wrong id', method: 'GET', path: '/api/v1/contacts/17', status: 400, code: 'request.invalid' },
    {
      what: 'a body without what is needed',
      method: 'POST',
      path: '/api/v1/journeys',
      body: {},
      status: 400,
      code: 'request.invalid',
    },
    {
      what: 'no CSV',
      method: 'POST',
      path: '/api/v1/contacts/import?file=a.csv',
      body: {},
      status: 415,
      code: 'import.not-csv',
    },
  ]
  it.each(mistakes)('is told of $what in the one shape of errors', async ({ method, path, body, status, code }) => {
    const answer = await json(method, path, body)
    expect(answer.status).toBe(status)
    const { error } = ApiError.parse(answer.body)
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/[\u4e00-\u9fff]/),
      requestId: expect.any(String),
    })
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts:|node_modules|at \w+ \(/)
  })

  it('gets nothing without its token, or with a wrong one', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${line.apiToken}`]) {
      const { status, text } = await call('GET', '/api/v1/contacts', undefined, { authorization })
      expect(status).toBe(401)
      expect(ApiError.parse(JSON.parse(text)).error.code).toBe('session.missing')
    }
  })

  it('is watched over by /healthz, /readyz and /metrics, and finds everything in /api/openapi.json', async () => {
    expect(await json('GET', '/healthz')).toEqual({ status: 200, body: { ok: true } })
    const ready = await until('the worker has caught up', async () => {
      const { status, body } = await json('GET', '/readyz')
      return z.object({ workerLag: z.literal(0) }).safeParse(body).success && { status, body }
    })
    expect(ready).toMatchObject({ status: 200, body: { database: true } })
    const { text, type } = await call('GET', '/metrics')
    expect(type).toMatch(/^text\/plain/)
    for (const name of [
      'weilu_callbacks_accepted_total',
      'weilu_inbox_rows',
      'weilu_outbox_rows',
      'weilu_steps_committed_total',
    ]) {
      expect(text).toContain(`# TYPE ${name}`)
    }
    const { body } = await json('GET', '/api/openapi.json')
    const { paths } = z.object({ paths: z.record(z.string(), z.unknown()) }).parse(body)
    for (const path of [
      '/api/v1/accounts',
      '/api/v1/contacts',
      '/api/v1/events',
      '/api/v1/contacts/import',
      '/api/v1/outbox',
    ]) {
      expect(paths).toHaveProperty([path])
    }
    expect(JSON.stringify(body)).toContain('"entry"')
  })
})
