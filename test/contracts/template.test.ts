import { describe, expect, it } from 'vitest'
import { answersOf } from '../../server/channels/answers-of.ts'
import { channelKinds } from '../../server/channels/kinds/index.gen.ts'
import { isPublishable, lintJourney } from '../../shared/journey/lint.ts'
import { journeyTemplates } from '../../shared/journey/templates/index.ts'

const contentProblem = (channel: string, content: unknown) => {
  const kind = channelKinds.find(({ name }) => name === channel)
  if (!kind) return `no channel ${channel}`
  const parsed = kind.content.safeParse(content)
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'wrong')
}
const surroundings = { templateFor: () => 'TPL_OA', miniTemplateFor: () => 'TPL_MINI' }

describe.each(journeyTemplates.map((template) => [template.name, template] as const))(
  'the shipped journey %s',
  (_name, template) => {
    const definition = template.build(surroundings)

    it('can be published as it is', () => {
      const problems = lintJourney(definition, { contentProblem, answersOf })
      expect(problems.filter(({ level }) => level === 'error')).toEqual([])
      expect(isPublishable(problems)).toBe(true)
    })

    it('gives advice that fits on the card', () => {
      const advice = definition.nodes.flatMap(({ settings: { advice: text } }) =>
        typeof text === 'string' ? [text] : [],
      )
      for (const text of advice) expect([...text].length, text).toBeLessThanOrEqual(30)
    })

    it('is drawn without two nodes in one place', () => {
      const places = definition.nodes.map(({ position }) => `${position?.x},${position?.y}`)
      expect(new Set(places).size).toBe(places.length)
    })

    it('says what it is for', () => expect(template.purpose).toMatch(/^[\u4e00-\u9fff\w\s，；：、。]{10,80}$/))
  },
)

it('can’t be published without the templates it sends', () => {
  const unconnected = { templateFor: () => '', miniTemplateFor: () => '' }
  const problems = journeyTemplates.flatMap((template) =>
    lintJourney(template.build(unconnected), { contentProblem, answersOf }),
  )
  expect(problems.some(({ level, message }) => level === 'error' && message.includes('模板'))).toBe(true)
})
