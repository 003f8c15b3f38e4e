import { existsSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allNodeKinds, kindOf, type NodeType } from '../../shared/journey/registry.ts'
import { condition } from '../builders/journey.ts'
import { nodeContract } from './node.ts'

const folder = new URL('../../shared/journey/nodes/', import.meta.url)
const files = readdirSync(folder).filter((file) => !/\.(gen|test)\.ts$/.test(file))

/** A kind without an example does not compile. */
const examples: Record<NodeType, Record<string, unknown>> = {
  'event-start': { event: 'contact.followed', filter: { field: 'scene', operator: 'equals', value: 'spring' } },
  'date-start': { attribute: 'vipExpiresAt', offsetDays: -7, at: '10:00' },
  'segment-start': { segment: 'sg_1', when: 'entered' },
  'stage-start': { stage: '沉睡客', when: 'entered' },
  'score-start': { score: 'intent', way: 'rose', level: 'high' },
  'recurring-start': { every: 'week', weekday: 1, at: '10:00', condition: condition('has-phone') },
  wait: { duration: { amount: 2, unit: 'days' }, until: '10:00' },
  'wait-for-event': { events: ['menu.clicked'], timeout: { amount: 2, unit: 'days' } },
  'yes-no': { condition: condition('follows-oa') },
  send: { channel: 'oa-template', content: {}, marketing: true },
  tag: { add: ['新粉丝'] },
  'alert-staff': { kind: 'new-lead', targets: ['event-staff', 'owner'], title: '新线索', advice: '' },
  exit: {},
}

for (const kind of allNodeKinds) {
  const file = files.find((name) => name === `${kind.type}.ts`) ?? ''
  nodeContract(kind, file.replace('.ts', ''), Object.entries(examples).find(([type]) => type === kind.type)?.[1])
}

it('registers every file of the folder, and each has a test of its own', () => {
  for (const file of files) {
    expect(kindOf(file.replace('.ts', ''))).toBeDefined()
    expect(existsSync(new URL(file.replace('.ts', '.test.ts'), folder)), `${file} has a test`).toBe(true)
  }
})
