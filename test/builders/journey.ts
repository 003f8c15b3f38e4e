import { JourneyId, NodeId } from '../../shared/ids.ts'
import { JourneyDefinition, publishedJourney } from '../../shared/journey/journey.ts'
import type { NodeType } from '../../shared/journey/registry.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'

export const n = (id: string): NodeId => NodeId.parse(id)
export const condition = (type: string, settings: Record<string, unknown> = {}): ConditionTree => ({
  kind: 'condition',
  type,
  settings,
})

type Drawn = { id: string; type: string; settings: Record<string, unknown>; exits: Record<string, string> }

/**
 * `aJourney().send('oa-template').wait({ amount: 2, unit: 'days' }).build()`: a row of nodes, each joined to the one
 * before by its first exit; `node()` and `join()` draw whatever else.
 */
export function aJourney(start: { type: NodeType; settings: Record<string, unknown> } = followStart) {
  const nodes: Drawn[] = [{ id: 'start', ...start, exits: {} }]
  let reentry: 'once' | 'after-exit' | 'every-time' = 'after-exit'
  let open: { id: string; exit: string } | null = { id: 'start', exit: 'next' }
  const self = {
    node(type: NodeType, settings: Record<string, unknown>, options: { id?: string; exit?: string } = {}) {
      const id = options.id ?? `${type}-${nodes.length}`
      if (open) self.join(open.id, open.exit, id)
      nodes.push({ id, type, settings, exits: {} })
      open = type === 'exit' ? null : { id, exit: options.exit ?? 'next' }
      return self
    },
    join(from: string, exit: string, to: string) {
      const node = nodes.find(({ id }) => id === from)
      if (!node) throw new Error(`no node ${from}`)
      node.exits[exit] = to
      return self
    },
    send: (channel: string, more: Record<string, unknown> = {}) =>
      self.node('send', { channel, content: { text: '你好' }, ...more }),
    wait: (duration: { amount: number; unit: 'minutes' | 'hours' | 'days' }) => self.node('wait', { duration }),
    waitFor: (event: string, timeout = { amount: 2, unit: 'days' }) =>
      self.node('wait-for-event', { events: [event], timeout }, { exit: 'happened' }),
    when: (tree: ConditionTree) => self.node('yes-no', { condition: tree }, { exit: 'yes' }),
    tag: (...add: string[]) => self.node('tag', { add }),
    alert: (title: string) =>
      self.node('alert-staff', { kind: 'new-lead', targets: ['event-staff', 'owner'], title, advice: '尽快联系' }),
    enters(policy: typeof reentry) {
      reentry = policy
      return self
    },
    build: (): JourneyDefinition => JourneyDefinition.parse({ entry: 'start', nodes, policy: { reentry } }),
    published: (id = 'jn_1', version = 1) => publishedJourney(JourneyId.parse(id), version, self.build()),
  }
  return self
}

const followStart = { type: 'event-start', settings: { event: 'contact.followed' } } as const
