import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { LifecycleView } from '../../shared/api/lifecycle.ts'
import { SegmentDetail } from '../../shared/api/segments.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

const everybody: ConditionTree = { kind: 'and', of: [] }

/** People go from stage to stage by what they do; journeys, segments and lists know. */
describe('the lifecycle, through the published contracts', () => {
  let line: Line
  let person: string
  let regulars: string
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const happens = (name: string, fields: Record<string, unknown> = {}) =>
    line.api('POST', '/events', { id: `ev-${crypto.randomUUID()}`, name, identity: 'phone:13800000001', ...fields })
  const view = async () => LifecycleView.parse(await line.api('GET', '/lifecycle'))
  const segment = async () => SegmentDetail.parse(await line.api('GET', `/segments/${regulars}`))
  const inStage = async (stage: string) =>
    ContactPage.parse(await line.api('GET', `/contacts?stage=${encodeURIComponent(stage)}`)).items
  const refused = (method: string, path: string, body?: unknown) =>
    line.api(method, path, body).then(
      () => 'not refused',
      (error: Error) => error.message,
    )

  it('somebody new is in a stage at once, and comes to another by buying: a journey starts, a segment takes them', async () => {
    const start = { type: 'stage-start', settings: { stage: '活跃老客', when: 'entered' } } as const
    const made = (await line.api('POST', '/journeys', {
      name: '升级',
      definition: aJourney(start).tag('升级了').build(),
    })) as { id: string }
    await line.api('POST', `/journeys/${made.id}/publish`, {})
    await happens('form.submitted', { form: 'trial', fields: {} })
    await happens('mini.opened', { page: 'home', scene: null })
    person = await until('they are new', async () => (await inStage('新客'))[0]?.id)
    regulars = (
      (await line.api('POST', '/segments', {
        ...{ kind: 'dynamic', name: '老客们', tree: condition('lifecycle-stage', { stages: ['老客', '活跃老客'] }) },
      })) as { id: string }
    ).id
    for (const n of [1, 2]) await happens('form.submitted', { form: 'trial', fields: { n: String(n) } })
    await happens('custom.happened', { type: 'order.paid', properties: { order: 'A1', amount: 99 } })
    await until('they have bought', async () => (await inStage('活跃老客'))[0]?.id === person)
    await line.happened(person, 'stage.changed', ({ to }) => to === '活跃老客')
    await line.happened(person, 'tag.added', ({ tag }) => tag === '升级了')
    await line.happened(person, 'segment.entered', ({ segment: entered }) => entered === regulars)
  })

  it('a stage keeps its people, segments, rules and journeys when it is called otherwise', async () => {
    const before = (await view()).stages
    const stages = before.map(({ key, name, note, tree }) => ({
      ...{ key, note, tree },
      name: key === '活跃老客' ? '常客' : name,
    }))
    const { people } = await segment()
    await line.api('PUT', '/lifecycle', { stages, basedOn: 0 })
    await until('it is computed', async () => (await view()).computation.progress === null)
    expect((await view()).stages[0]).toMatchObject({
      ...{ key: '活跃老客', name: '常客', people: 1 },
      usedBy: [
        { kind: 'journey', name: '升级' },
        { kind: 'segment', name: '老客们' },
      ],
    })
    expect((await inStage('活跃老客')).map(({ id }) => id)).toEqual([person])
    expect(await segment()).toMatchObject({ people, problems: [], sentence: '处于阶段「老客」或阶段「常客」' })
    const again = [...stages, { name: '活跃老客', tree: everybody }]
    expect(await refused('PUT', '/lifecycle', { stages: again, basedOn: 1 })).toContain('是阶段「常客」原来的名称')
  })

  it('a stage that is gone is missed where it is named', async () => {
    const journey = (await line.api('GET', '/journeys')) as { items: { id: string }[] }
    const validate = () => line.api('POST', `/journeys/${journey.items[0]?.id}/validate`, {}) as Promise<unknown>
    expect(JSON.stringify(await validate())).not.toContain('已不存在')
    const stages = (await view()).stages.filter(({ key }) => key !== '活跃老客')
    const kept = stages.map(({ key, name, note, tree }) => ({ key, name, note, tree }))
    await line.api('PUT', '/lifecycle', { stages: kept, basedOn: 1 })
    expect((await segment()).problems).toMatchObject([
      { message: '「生命周期阶段」用到的阶段「活跃老客」已不存在，请重新选择' },
    ])
    expect(JSON.stringify(await validate())).toContain('阶段「活跃老客」已不存在')
  })

  it('a segment that a rule or a stage needs can’t be deleted under it', async () => {
    const { id } = (await line.api('POST', '/segments', {
      ...{ kind: 'dynamic', name: '有手机号', tree: condition('has-phone') },
    })) as { id: string }
    const rule = { tree: condition('in-segment', { segment: id }) }
    await line.api('POST', '/tags', { name: '可联系', rule })
    expect(await refused('DELETE', `/segments/${id}`)).toContain('正被标签规则「可联系」使用')
    await line.api('DELETE', `/tags/${encodeURIComponent('可联系')}`)
    const stages = [{ name: '可联系的', ...rule }]
    await line.api('PUT', '/lifecycle', { stages, basedOn: 2 })
    expect(await refused('POST', `/segments/${id}/archive`, {})).toContain('正被生命周期阶段「可联系的」使用')
  })

  it('other stages are in force for everybody once it is computed; nobody is told of a change that is the rules’', async () => {
    const stages = [
      { name: '升级了的', tree: condition('has-tag', { tags: ['升级了'] }) },
      { name: '其他', tree: everybody },
    ]
    await line.api('PUT', '/lifecycle', { stages, basedOn: 3 })
    await until('they are placed anew', async () => (await inStage('升级了的'))[0]?.id === person)
    await until('it is computed', async () => (await view()).computation.progress === null)
    expect(await view()).toMatchObject({
      revision: 4,
      stages: [
        { name: '升级了的', people: 1 },
        { name: '其他', people: 0 },
      ],
    })
    const told = (await line.timeline(person)).map(({ event }) => event).filter(({ name }) => name === 'stage.changed')
    expect(told.some((event) => 'to' in event && event.to === '升级了的')).toBe(false)
  })

  it('a decision, a tag taken by hand, moves people as well', async () => {
    await line.api('PUT', `/contacts/${person}/tags`, { remove: ['升级了'] })
    await until('they are among the others', async () => (await inStage('其他'))[0]?.id === person)
  })

  it.each([
    ['no stage', { stages: [], basedOn: 4 }, '至少保留一个阶段'],
    [
      'two of one name',
      {
        stages: [
          { name: '甲', tree: everybody },
          { name: '甲', tree: everybody },
        ],
        basedOn: 4,
      },
      '有两个阶段都叫「甲」',
    ],
    [
      'a stage that asks for the stage',
      { stages: [{ name: '甲', tree: condition('lifecycle-stage', { stages: ['甲'] }) }], basedOn: 4 },
      '绕成一圈',
    ],
    [
      'a segment that is gone',
      { stages: [{ name: '甲', tree: condition('in-segment', { segment: 'sg_none' }) }], basedOn: 4 },
      '已不存在',
    ],
    ['what somebody else changed', { stages: [{ name: '甲', tree: everybody }], basedOn: 0 }, 'lifecycle.stale'],
  ])('refuses %s in Chinese, and changes nothing', async (_name, body, said) => {
    expect(await refused('PUT', '/lifecycle', body)).toContain(said)
    expect((await view()).revision).toBe(4)
  })

  it('a circle of a tag and a stage is refused', async () => {
    const rule = { tree: condition('lifecycle-stage', { stages: ['其他'] }) }
    expect(await refused('POST', '/tags', { name: '升级了', rule })).toContain(
      '标签「升级了」 → 生命周期「阶段」 → 标签「升级了」',
    )
  })
})
