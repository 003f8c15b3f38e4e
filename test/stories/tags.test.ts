import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { Tags } from '../../shared/api/tags.ts'
import { condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

const opened = (atLeast: number) => condition('did-event', { event: 'mini.opened', days: 7, atLeast })

/** Tags that rules give and take, and what they leave alone. */
describe('tags, through the published contracts', () => {
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const happens = (who: string, name: string, fields: Record<string, unknown> = {}) =>
    line.api('POST', '/events', {
      id: `ev-${crypto.randomUUID()}`,
      name,
      identity: `phone:1380000000${who}`,
      ...fields,
    })
  const opens = (who: string) => happens(who, 'mini.opened', { page: 'home', scene: null })
  const people = async (tag?: string) =>
    ContactPage.parse(await line.api('GET', `/contacts${tag === undefined ? '' : `?tag=${encodeURIComponent(tag)}`}`))
      .items
  const withTag = async (tag: string) => (await people(tag)).map(({ phoneMasked }) => phoneMasked?.slice(-1)).sort()
  const idOf = async (who: string) => {
    const found = (await people()).find(({ phoneMasked }) => phoneMasked?.endsWith(who))
    if (found === undefined) throw new Error(`nobody ends in ${who}`)
    return found.id
  }
  const tags = async () => Tags.parse(await line.api('GET', '/tags'))
  const tag = async (name: string) => (await tags()).items.find((one) => one.name === name)
  const refused = (method: string, path: string, body?: unknown) =>
    line.api(method, path, body).then(
      () => 'not refused',
      (error: Error) => error.message,
    )

  it('who fits the rule has the tag, by whom and why, and a new one at once', async () => {
    await opens('1')
    await opens('2')
    await until('both are known', async () => (await people()).length === 2)
    await line.api('PUT', `/contacts/${await idOf('2')}/tags`, { add: ['来过'] })
    await line.api('POST', '/tags', { name: '来过', group: '活跃', rule: { tree: opened(1) } })
    await until('both have it', async () => (await withTag('来过')).join() === '1,2')
    await opens('3')
    await until('and the third', async () => (await withTag('来过')).join() === '1,2,3')
    await line.happened(
      await idOf('1'),
      'tag.added',
      ({ tag: given, why }) => given === '来过' && String(why).includes('规则'),
    )
    await until('the list says so', async () => {
      const row = await tag('来过')
      return row?.people === 3 && row.rule?.people === 3 && row.rule.computation.progress === null
    })
    expect(await tag('来过')).toMatchObject({ group: '活跃', rule: { keep: false, problems: [] } })
  })

  it('who ceases to fit loses it, but not one that a colleague had given', async () => {
    const row = await tag('来过')
    await opens('3')
    const save = { group: '活跃', note: '两次', rule: { tree: opened(2), keep: false }, basedOn: row?.revision }
    await line.api('PUT', `/tags/${encodeURIComponent('来过')}`, save)
    await until(
      'only who opened twice, and the colleague’s, are left',
      async () => (await withTag('来过')).join() === '2,3',
    )
    expect(await refused('PUT', `/tags/${encodeURIComponent('来过')}`, save)).toContain('tag.stale')
  })

  it('a tag taken away by hand stays away while the person still fits: nobody quarrels', async () => {
    const three = await idOf('3')
    await line.api('PUT', `/contacts/${three}/tags`, { remove: ['来过'] })
    await opens('3')
    await line.api('POST', `/tags/${encodeURIComponent('来过')}/recompute`)
    await until('it is computed again', async () => (await tag('来过'))?.rule?.computation.progress === null)
    await line.happened(three, 'tag.removed', ({ tag: taken }) => taken === '来过')
    expect(await withTag('来过')).toEqual(['2'])
  })

  it('a tag by behaviour comes with the third time and falls away with the days', async () => {
    const behaviour = { counter: 'form.submitted', times: 3, days: 7, halfLife: 5, weakest: 50 }
    await line.api('POST', '/tags', { name: '常填表', behaviour })
    for (const n of [1, 2]) await happens('4', 'form.submitted', { form: 'trial', fields: { n: String(n) } })
    await until('they are known', async () => (await people()).length === 4)
    expect(await withTag('常填表')).toEqual([])
    await happens('4', 'form.submitted', { form: 'trial', fields: { n: '3' } })
    await until('the third makes it', async () => (await withTag('常填表')).join() === '4')
    line.clock.jump(13 * 86_400_000)
    await until('it has fallen away', async () => (await withTag('常填表')).length === 0, 120)
  })

  it('what somebody clicks most becomes a preference', async () => {
    for (const category of ['鞋', '鞋', '帽'])
      await happens('5', 'custom.happened', { type: 'cart.added', properties: { category, product: 'x' } })
    await until('it is learned', async () => (await withTag('偏好:鞋')).join() === '5')
    expect(await withTag('偏好:帽')).toEqual([])
    expect((await tags()).others).toContainEqual({ name: '偏好:鞋', people: 1, about: false })
  })

  it.each([
    ['a second rule for the same tag', { name: '来过', rule: { tree: opened(1) } }, 'tag.taken'],
    [
      'two rules at once',
      {
        name: '两样',
        rule: { tree: opened(1) },
        behaviour: { counter: 'mini.opened', times: 1, days: 1, halfLife: 1, weakest: 50 },
      },
      '只能有一条自动规则',
    ],
    [
      'a rule on itself',
      { name: '自己', rule: { tree: condition('has-tag', { tags: ['自己'] }) } },
      '标签「自己」 → 标签「自己」',
    ],
    [
      'a rule on a segment that is gone',
      { name: '没了', rule: { tree: condition('in-segment', { segment: 'sg_none' }) } },
      '已不存在',
    ],
    [
      'a rule on an attribute that is gone',
      { name: '没了', rule: { tree: condition('attribute', { name: 'nothing', operator: 'is-set' }) } },
      '已不存在',
    ],
    ['no name', { name: ' ' }, '请填写标签'],
    [
      'times that are no number',
      { name: 'x', behaviour: { counter: 'mini.opened', times: '多', days: 1, halfLife: 1, weakest: 50 } },
      '次数应为数字',
    ],
  ])('refuses %s in Chinese, and nothing of it is there', async (_name, body, said) => {
    const before = (await tags()).items.length
    expect(await refused('POST', '/tags', body)).toContain(said)
    expect((await tags()).items).toHaveLength(before)
    expect(await line.database.collection('tag_rules').countDocuments({ gone: false })).toBe(1)
  })

  it('a circle through a segment is refused from both sides', async () => {
    const { id } = (await line.api('POST', '/segments', {
      ...{ kind: 'dynamic', name: '圈', tree: condition('has-tag', { tags: ['绕圈'] }) },
    })) as { id: string }
    const rule = { tree: condition('in-segment', { segment: id }) }
    expect(await refused('POST', '/tags', { name: '绕圈', rule })).toContain('标签「绕圈」 → 人群「圈」 → 标签「绕圈」')
    await line.api('PUT', `/segments/${id}`, { name: '圈', note: '', tree: opened(1), basedOn: 1 })
    await line.api('POST', '/tags', { name: '绕圈', rule })
    const back = { name: '圈', note: '', tree: condition('has-tag', { tags: ['绕圈'] }), basedOn: 2 }
    expect(await refused('PUT', `/segments/${id}`, back)).toContain('人群「圈」 → 标签「绕圈」 → 人群「圈」')
  })

  it('a tag that nobody keeps any more stays on who has it, and its rule ends', async () => {
    await line.api('DELETE', `/tags/${encodeURIComponent('来过')}`)
    await opens('6')
    await opens('6')
    await until('the sixth is known', async () => (await people()).length === 6)
    expect(await withTag('来过')).toEqual(['2'])
    expect(await refused('DELETE', `/tags/${encodeURIComponent('来过')}`)).toContain('tag.not-found')
  })
})
