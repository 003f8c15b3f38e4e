import { describe, expect, it } from 'vitest'
import { SegmentId } from '../../shared/ids.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { leaf } from '../../test/support/segments.ts'
import { refuseCircle, segmentsNamedIn, usesOf } from './references.ts'

const id = (text: string) => SegmentId.parse(text)
const inside = (...names: string[]): ConditionTree => ({
  kind: 'and',
  of: names.map((segment) => ({ kind: 'not', of: leaf('in-segment', { segment }) })),
})
const segment = (own: string, tree: ConditionTree | null) => ({
  id: id(own),
  name: own.slice(3).toUpperCase(),
  tree,
})
const refusalOf = (work: () => void): { code?: string; message?: string } => {
  try {
    work()
    return {}
  } catch (error) {
    return error as { code: string; message: string }
  }
}

describe('what a segment may name', () => {
  it('may name others, also the same one twice', () => {
    const all = [segment('sg_a', null), segment('sg_b', inside('sg_a'))]
    expect(
      refusalOf(() => refuseCircle({ ...segment('sg_c', null), tree: inside('sg_a', 'sg_b', 'sg_a') }, all)),
    ).toEqual({})
  })

  it.each([
    ['itself', inside('sg_a'), '「A」 → 「A」'],
    ['another that names it', inside('sg_b'), '「A」 → 「B」 → 「A」'],
    ['one behind another', inside('sg_d', 'sg_c'), '「A」 → 「C」 → 「B」 → 「A」'],
  ])('may not contain itself through %s', (_name, tree, chain) => {
    const all = [
      segment('sg_a', null),
      segment('sg_b', inside('sg_a')),
      segment('sg_c', inside('sg_b')),
      segment('sg_d', null),
    ]
    const refusal = refusalOf(() => refuseCircle({ id: id('sg_a'), name: 'A', tree }, all))
    expect(refusal.code).toBe('segment.contains-itself')
    expect(refusal.message).toContain(chain)
  })

  it('ends on a circle that does not lead back to it', () => {
    const all = [segment('sg_b', inside('sg_c')), segment('sg_c', inside('sg_b'))]
    expect(refusalOf(() => refuseCircle({ id: id('sg_a'), name: 'A', tree: inside('sg_b') }, all))).toEqual({})
  })
})

it('knows who names a segment: journeys, other segments, and the rules of tags', () => {
  const uses = usesOf([
    { kind: 'journey', id: 'jn_1', name: '唤醒', definition: [{ settings: { segment: 'sg_a' } }, []] },
    { kind: 'segment', id: 'sg_b', name: 'B', definition: inside('sg_a') },
    { kind: 'tag', id: '高意向', name: '高意向', definition: inside('sg_a') },
    { kind: 'stage', id: '老客', name: '会员', definition: null },
  ])
  expect(uses.get(id('sg_a'))).toEqual([
    { kind: 'journey', id: 'jn_1', name: '唤醒' },
    { kind: 'segment', id: 'sg_b', name: 'B' },
    { kind: 'tag', id: '高意向', name: '高意向' },
  ])
  expect([...segmentsNamedIn({ text: 'sg_a is no id of its own here', of: ['sg_b'] })]).toEqual(['sg_b'])
})
