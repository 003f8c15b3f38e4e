import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConditionChoices } from '../../shared/api/condition-choices.ts'
import { SegmentDetail, SegmentMemberPage, SegmentPage, SegmentPreview } from '../../shared/api/segments.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

const Id = z.object({ id: z.string() })

describe('segments, through the published contracts', () => {
  let line: Line
  let withPhone: string
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const happens = (identity: string, name: string, fields: Record<string, unknown> = {}) =>
    line.api('POST', '/events', { id: `ev-${crypto.randomUUID()}`, name, identity, ...fields })
  const opens = (who: string) => happens(`mini:wx1:${who}`, 'mini.opened', { page: 'home', scene: null })
  const binds = (number: string) => happens(`phone:${number}`, 'phone.bound', { masked: null })
  const make = async (body: Record<string, unknown>) => Id.parse(await line.api('POST', '/segments', body)).id
  const read = async (id: string) => SegmentDetail.parse(await line.api('GET', `/segments/${id}`))
  const members = async (id: string) => SegmentMemberPage.parse(await line.api('GET', `/segments/${id}/members`)).items
  const refused = async (method: string, path: string, body?: unknown) =>
    line.api(method, path, body).then(
      () => 'not refused',
      (error: Error) => error.message,
    )

  it('a dynamic segment is computed, says what it is, and who fits', async () => {
    await binds('13800000001')
    const tree = condition('has-phone')
    await until('the preview knows them', async () => {
      const preview = SegmentPreview.parse(await line.api('POST', '/segments/preview', { tree }))
      return preview.people === 1 && preview.exact && preview.sample.length === 1
    })
    withPhone = await make({ kind: 'dynamic', name: '有手机号', tree })
    const done = await until('it is computed', async () => {
      const segment = await read(withPhone)
      return segment.computedAt !== null && segment.progress === null && segment
    })
    expect(done).toMatchObject({ people: 1, usedBy: [], problem: null, kind: 'dynamic' })
    expect(done.days.at(-1)).toMatchObject({ entered: 1, left: 0, people: 1 })
    expect(await members(withPhone)).toMatchObject([{ phoneMasked: '138****0001' }])
  })

  it('a journey starts on entering it, with the event that let the person in', async () => {
    const start = { type: 'segment-start', settings: { segment: withPhone, when: 'entered' } } as const
    const made = Id.parse(
      await line.api('POST', '/journeys', { name: '有号码就欢迎', definition: aJourney(start).tag('已入群').build() }),
    )
    await line.api('POST', `/journeys/${made.id}/publish`, {})
    await binds('13800000002')
    const member = await until('the second is inside', async () =>
      (await members(withPhone)).find(({ phoneMasked }) => phoneMasked === '138****0002'),
    )
    await line.happened(member.contact, 'segment.entered', ({ title }) => title === '有手机号')
    await line.happened(member.contact, 'journey.entered')
    await line.happened(member.contact, 'tag.added', ({ tag }) => tag === '已入群')
  })

  it('a tag that a journey gave moves people too', async () => {
    const tagged = await make({ kind: 'dynamic', name: '已入群的人', tree: condition('has-tag', { tags: ['已入群'] }) })
    await until('the tagged one is inside', async () => (await members(tagged)).length === 1)
    await binds('13800000003')
    await until('the next one follows', async () => (await members(tagged)).length === 2)
  })

  it('what uses a segment keeps it, and is named', async () => {
    const message = await refused('DELETE', `/segments/${withPhone}`)
    expect(message).toContain('409')
    expect(message).toContain('旅程「有号码就欢迎」')
    expect(await refused('POST', `/segments/${withPhone}/archive`)).toContain('segment.in-use')
    const { items } = SegmentPage.parse(await line.api('GET', '/segments'))
    expect(items.find(({ id }) => id === withPhone)?.usedBy).toMatchObject([{ kind: 'journey', name: '有号码就欢迎' }])
  })

  it('a static segment takes people by hand and file, and knows who it did not find', async () => {
    const fixed = await make({ kind: 'static', name: '展会名单' })
    const first = (await members(withPhone)).find(({ phoneMasked }) => phoneMasked === '138****0001')
    expect(
      await line.api('POST', `/segments/${fixed}/members`, { from: 'people', contacts: [first?.contact, 'ct_nobody'] }),
    ).toMatchObject({
      people: { moved: 1, already: 0, unknown: ['ct_nobody'] },
    })
    const file =
      '\ufeff手机号,备注\r\n+86 138-0000-0002,"=1+1"\r\n13900009999,没有\r\n不是号码,\r\n13800000002,又一次\r\n'
    const answer = await fetch(`${line.url}/api/v1/segments/${fixed}/members/file`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'text/csv' },
      body: file,
    })
    expect(await answer.json()).toMatchObject({ moved: 1, unknownCount: 2 })
    expect((await read(fixed)).people).toBe(2)
    expect(await line.api('POST', `/segments/${fixed}/members/remove`, { contacts: [first?.contact] })).toMatchObject({
      moved: 1,
    })
    expect(await refused('POST', `/segments/${withPhone}/members/remove`, { contacts: [first?.contact] })).toContain(
      '动态人群',
    )
  })

  it('a file of it opens in a spreadsheet and runs nothing there; numbers in clear are recorded', async () => {
    await line.database
      .collection('contacts')
      .updateMany(
        { phoneMasked: '138****0001' },
        { $set: { name: '=HYPERLINK("http://x")', tags: ['＝cmd'] }, $inc: { revision: 1 } },
      )
    const fetched = (query: string) =>
      fetch(`${line.url}/api/v1/segments/${withPhone}/members.csv${query}`, {
        headers: { authorization: `Bearer ${line.apiToken}` },
      })
    const masked = await fetched('')
    expect(masked.headers.get('content-type')).toContain('text/csv')
    const text = Buffer.from(await masked.arrayBuffer()).toString('utf8')
    expect(text.startsWith('\ufeff"客户编号","姓名"')).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(""http://x"")","138****0001","'＝cmd"`)
    expect(text).not.toContain('13800000001')
    expect(await (await fetched('?phones=clear')).text()).toContain('"13800000001"')
    const logged = await line.database
      .collection('audit_log')
      .find({ action: { $regex: 'members.csv' } })
      .toArray()
    expect(logged).toMatchObject([{ target: { id: withPhone }, userName: 'API' }])
  })

  it.each([
    [
      'an unknown kind of condition',
      { kind: 'dynamic', name: 'x1', tree: condition('no-such') },
      'segment.invalid-conditions',
    ],
    [
      'settings that do not fit',
      { kind: 'dynamic', name: 'x2', tree: condition('has-tag', { tags: [] }) },
      '至少填写一个标签',
    ],
    ['no name', { kind: 'dynamic', name: ' ', tree: condition('has-phone') }, '请填写名称'],
    ['a name that is taken', { kind: 'dynamic', name: '有手机号', tree: condition('has-phone') }, 'segment.name-taken'],
    [
      'a sample of a segment that is not there',
      { kind: 'static', name: 'x3', fill: { from: 'sample', segment: 'sg_none', take: { people: 1 } } },
      'segment.not-found',
    ],
    [
      'a sample of more than everybody',
      { kind: 'static', name: 'x4', fill: { from: 'sample', segment: 'sg_none', take: { percent: 101 } } },
      '400',
    ],
  ])('refuses %s in Chinese', async (_name, body, said) => {
    expect(await refused('POST', '/segments', body)).toContain(said)
  })

  it('refuses conditions on what is gone, says where, and keeps nothing of it', async () => {
    const gone = [
      condition('attribute', { name: 'shoeSize', operator: 'is-set' }),
      condition('in-segment', { segment: 'sg_none' }),
      condition('in-journey', { journey: 'jn_none' }),
      condition('object', { object: 'yacht' }),
    ]
    const tree = { kind: 'and', of: [condition('has-phone'), { kind: 'not', of: { kind: 'or', of: gone } }] }
    const answer = await fetch(`${line.url}/api/v1/segments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'dynamic', name: '用了没有的东西', tree }),
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'segment.invalid-conditions',
        message: '「属性」用到的属性「shoeSize」已不存在，请重新选择。另有 3 处问题。',
        details: {
          problems: [
            { at: [1, 0, 0] },
            { at: [1, 0, 1], message: '「在动态人群中」用到的人群已不存在，请重新选择' },
            { at: [1, 0, 2], message: '「在旅程中、曾完成、已退出」用到的旅程已不存在，请重新选择' },
            { at: [1, 0, 3], message: '「自定义对象」用到的对象「yacht」已不存在，请重新选择' },
          ],
        },
      },
    })
    const { items } = SegmentPage.parse(await line.api('GET', '/segments'))
    expect(items.map(({ name }) => name)).not.toContain('用了没有的东西')
    for (const path of ['/segments/preview', `/segments/${withPhone}/members`])
      expect(await refused('POST', path, { from: 'conditions', tree })).toContain(
        path.endsWith('preview') ? 'segment.invalid-conditions' : 'segment.not-static',
      )
  })

  it('a journey that names a segment that is gone can not be published', async () => {
    const definition = aJourney({ type: 'segment-start', settings: { segment: 'sg_none' } })
      .tag('x')
      .build()
    const { id } = Id.parse(await line.api('POST', '/journeys', { name: '无源之水', definition }))
    const message = await refused('POST', `/journeys/${id}/publish`, {})
    expect(message).toContain('422')
    expect(message).toContain('「进入或离开人群」用到的人群已不存在')
  })

  it('a segment that would contain itself through another is refused, and stays what it was', async () => {
    const inner = await make({ kind: 'dynamic', name: '内', tree: condition('has-phone') })
    const outer = await make({ kind: 'dynamic', name: '外', tree: condition('in-segment', { segment: inner }) })
    const tree = { kind: 'not', of: condition('in-segment', { segment: outer }) }
    const message = await refused('PUT', `/segments/${inner}`, { name: '内', tree, basedOn: 1 })
    expect(message).toContain('「内」 → 「外」 → 「内」')
    expect(await read(inner)).toMatchObject({ revision: 1, tree: condition('has-phone') })
    expect((await read(outer)).sentence).toBe('在动态人群「内」中')
  })

  it.each([
    [9, '条件最多嵌套 8 层'],
    [5000, '嵌套太深'],
  ])('%i levels of groups are refused before anybody walks them', async (levels, said) => {
    const deep = `${'{"kind":"and","of":['.repeat(levels)}${']}'.repeat(levels)}`
    const answer = await fetch(`${line.url}/api/v1/segments/preview`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/json' },
      body: `{"tree":${deep}}`,
    })
    expect([answer.status, (await answer.text()).includes(said)]).toEqual([400, true])
  })

  it('says of one person why they are inside, condition by condition', async () => {
    const tree = {
      kind: 'and',
      of: [condition('has-phone'), { kind: 'not', of: condition('has-tag', { tags: ['黑名单'] }) }],
    }
    const id = await make({ kind: 'dynamic', name: '可以联系', tree })
    const member = await until('somebody is inside', async () => (await members(id))[0])
    expect(await line.api('GET', `/segments/${id}/members/${member.contact}/why`)).toMatchObject({
      inside: true,
      reasons: [
        { depth: 0, said: '同时满足', holds: true },
        { depth: 1, said: '有手机号', holds: true },
        { depth: 1, said: '不满足', holds: true },
        { depth: 2, said: '有标签「黑名单」', holds: false },
      ],
    })
    expect(await refused('GET', `/segments/${id}/members/ct_nobody/why`)).toContain('contact.not-found')
  })

  it('offers what conditions can name, by its name', async () => {
    const choices = ConditionChoices.parse(await line.api('GET', '/condition-choices'))
    expect(choices.segments).toContainEqual(
      expect.objectContaining({ name: withPhone, label: '有手机号', kind: 'dynamic', archived: false }),
    )
    expect(choices.tags).toContain('已入群')
    expect(choices.attributes).toContainEqual(
      expect.objectContaining({ name: 'level', label: '会员等级', archived: false }),
    )
  })

  it('an edit is computed anew; a stale one is refused', async () => {
    const id = await make({
      kind: 'dynamic',
      name: '打开过',
      tree: condition('did-event', { event: 'mini.opened', days: 7 }),
    })
    await opens('m1')
    await until('who opened is inside', async () => (await read(id)).people === 1)
    const edit = {
      name: '打开过两次',
      tree: condition('did-event', { event: 'mini.opened', days: 7, atLeast: 2 }),
      basedOn: 1,
    }
    await line.api('PUT', `/segments/${id}`, edit)
    await until('nobody is inside', async () => (await read(id)).people === 0)
    expect(await refused('PUT', `/segments/${id}`, edit)).toContain('segment.stale')
    await opens('m1')
    await until('and now again', async () => (await read(id)).people === 1)
    expect((await read(id)).name).toBe('打开过两次')
    await line.api('POST', `/segments/${id}/archive`)
    await opens('m2')
    await line.api('DELETE', `/segments/${id}`)
    expect(await refused('GET', `/segments/${id}`)).toContain('404')
  })
})
