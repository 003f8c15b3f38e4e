import { describe, expect, it } from 'vitest'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { condition } from '../../test/builders/journey.ts'
import { type Made, refuseDependence } from './circles.ts'

const hasTag = (tag: string) => condition('has-tag', { tags: [tag] })
const inSegment = (segment: string) => condition('in-segment', { segment })
const tag = (name: string, ...trees: ConditionTree[]): Made => ({ kind: 'tag', name, label: name, trees })
const segment = (name: string, ...trees: ConditionTree[]): Made => ({
  kind: 'segment',
  name,
  label: `人群 ${name}`,
  trees,
})
const groups = (group: string) => (group === '会员' ? ['金卡', '银卡'] : [])

describe('conditions that lead back to what they make', () => {
  it.each([
    ['a tag by itself', tag('甲', hasTag('甲')), [], '标签「甲」 → 标签「甲」'],
    ['a tag by who lacks it', tag('甲', { kind: 'not', of: hasTag('甲') }), [], '标签「甲」 → 标签「甲」'],
    [
      'a tag through a segment',
      tag('甲', inSegment('sg_1')),
      [segment('sg_1', hasTag('甲'))],
      '标签「甲」 → 人群「人群 sg_1」 → 标签「甲」',
    ],
    [
      'a segment through a tag',
      segment('sg_1', hasTag('甲')),
      [tag('甲', inSegment('sg_1'))],
      '人群「人群 sg_1」 → 标签「甲」',
    ],
    [
      'a tag through its group',
      tag('金卡', condition('tag-group', { group: '会员' })),
      [],
      '标签「金卡」 → 标签「金卡」',
    ],
    [
      'a tag through two others',
      tag('甲', hasTag('乙')),
      [tag('乙', hasTag('丙')), tag('丙', hasTag('甲'))],
      '「乙」 → 标签「丙」',
    ],
  ])('%s is refused, and the way is said', (_name, own, all, said) => {
    expect(() => refuseDependence(own, all, groups)).toThrow(said)
  })

  it.each([
    ['a tag by another', tag('甲', hasTag('乙')), [tag('乙')]],
    [
      'others among themselves are not its business',
      tag('甲', hasTag('乙')),
      [tag('乙', hasTag('丙')), tag('丙', hasTag('乙'))],
    ],
    ['what it was before does not count', tag('甲', hasTag('乙')), [tag('甲', hasTag('甲')), tag('乙')]],
    ['something that is gone', tag('甲', inSegment('sg_9')), []],
  ])('%s is not', (_name, own, all) => {
    expect(() => refuseDependence(own, all, groups)).not.toThrow()
  })
})
