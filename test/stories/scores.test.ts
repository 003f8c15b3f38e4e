import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContactScores, ScoreCards } from '../../shared/api/scores.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** A score moves with what a person does; segments and journeys move with it; a manager changes what counts. */
describe('scores, through the published contracts', () => {
  let line: Line
  let person: string
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const happens = (name: string, fields: Record<string, unknown> = {}) =>
    line.api('POST', '/events', { id: `ev-${crypto.randomUUID()}`, name, identity: 'phone:13800000001', ...fields })
  const cards = async () => ScoreCards.parse(await line.api('GET', '/scores'))
  const scores = async () => ContactScores.parse(await line.api('GET', `/contacts/${person}/scores`))
  const refused = (method: string, path: string, body?: unknown) =>
    line.api(method, path, body).then(
      () => 'not refused',
      (error: Error) => error.message,
    )

  it('what somebody does is scored, explained line by line, and starts journeys and segments', async () => {
    const journey = aJourney({
      type: 'score-start',
      settings: { score: 'intent', way: 'rose', level: 'middle' },
    })
    const made = (await line.api('POST', '/journeys', {
      name: '意向升高',
      definition: journey.tag('热线索').build(),
    })) as {
      id: string
    }
    await line.api('POST', `/journeys/${made.id}/publish`, {})
    const segment = (await line.api('POST', '/segments', {
      kind: 'dynamic',
      name: '高意向',
      tree: condition('intent-score', { operator: 'at-least', number: 40 }),
    })) as { id: string }
    for (const n of [1, 2]) await happens('form.submitted', { form: 'trial', fields: { n: String(n) } })
    const found = await until('the person is there', async () => {
      const { items } = (await line.api('GET', `/segments/${segment.id}/members`)) as { items: { contact: string }[] }
      return items[0]?.contact
    })
    person = found
    await line.happened(person, 'tag.added', ({ tag }) => tag === '热线索')
    const intent = (await scores()).items.find(({ name }) => name === 'intent')
    expect(intent).toMatchObject({ score: 40, level: 'middle' })
    expect(intent?.terms.find(({ term }) => term === 'submitted')).toMatchObject({
      text: '2 次',
      points: 40,
      capped: true,
    })
  })

  it('other weights are in force for everybody once it is computed, and it can be seen how far that is', async () => {
    const intent = (await cards()).items.find(({ name }) => name === 'intent')
    const terms = Object.fromEntries(intent?.terms.map(({ id, setting }) => [id, setting]) ?? [])
    terms['submitted'] = { weight: 5, halfLife: 7, most: 40 }
    const save = { terms, levels: { high: 80, middle: 50 }, basedOn: 0 }
    await line.api('PUT', '/scores/intent', save)
    await until('the score is another', async () => {
      const held = (await line.api('GET', `/contacts/${person}`)) as { scores: Record<string, number> }
      return held.scores['intent'] === 10
    })
    const { items, computation } = await until('it is computed', async () => {
      const now = await cards()
      return now.computation.progress === null && now
    })
    expect(computation.computedAt).not.toBeNull()
    expect(items.find(({ name }) => name === 'intent')).toMatchObject({ revision: 1, levels: { high: 80, middle: 50 } })
    expect(await refused('PUT', '/scores/intent', save)).toContain('score.stale')
  })

  it.each([
    ['a weight that is no number', { submitted: { weight: '很多', halfLife: 7, most: 1 } }, '权重应为数字'],
    ['a line that is not there', { nothing: { weight: 1, halfLife: 7, most: 1 } }, '没有「nothing」这一项'],
  ])('refuses %s in Chinese, and changes nothing', async (_name, terms, said) => {
    const body = { terms, levels: { high: 70, middle: 40 }, basedOn: 1 }
    expect(await refused('PUT', '/scores/intent', body)).toContain(said)
    expect((await cards()).items.find(({ name }) => name === 'intent')?.revision).toBe(1)
  })
})
