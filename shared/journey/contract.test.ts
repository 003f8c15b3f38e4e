import { expect, it } from 'vitest'
import { z } from 'zod'
import { ContactId, NodeId } from '../ids.ts'
import { defineNode } from './contract.ts'

const base = { type: 'x', label: '甲', class: 'act', hint: '乙', settings: z.object({}), summary: () => '' } as const

it('does not compile what a node must not be', () => {
  defineNode({
    ...base,
    exits: ['yes'],
    exitLabels: { yes: '是' },
    // @ts-expect-error an exit that was not declared
    run: () => ({ kind: 'go', exit: 'no', why: '' }),
  })
  defineNode({
    ...base,
    exits: ['yes'],
    exitLabels: { yes: '是' },
    // @ts-expect-error a wake left unhandled
    run({ wake }) {
      switch (wake.kind) {
        case 'arrived':
          return { kind: 'go', exit: 'yes', why: '' }
      }
    },
  })
  defineNode({
    ...base,
    exits: ['yes', 'no'],
    // @ts-expect-error an exit without a label
    exitLabels: { yes: '是' },
    run: () => ({ kind: 'go', exit: 'yes', why: '' }),
  })
  // @ts-expect-error ids of different things do not mix
  const node: NodeId = ContactId.parse('ct_1')
  expect(NodeId.parse(node)).toBe('ct_1')
})
