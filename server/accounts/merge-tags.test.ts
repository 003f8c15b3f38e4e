import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { markOf, mergeTags } from './merge-tags.ts'

const mappings = [
  { id: 'a', tag: '老客' },
  { id: 'b', tag: '意向' },
]
const [A, B] = ['li@1', 'wang@2']

describe('tags of two sides', () => {
  const both = [markOf(A, 'a'), markOf(B, 'a')]
  test.each<[string, { agreed: string[]; platform: string[]; tags: string[] }, object]>([
    ['nothing changed', { agreed: both, platform: both, tags: ['老客'] }, { add: [], remove: [], give: [], take: [] }],
    ['given by us', { agreed: [], platform: [], tags: ['老客'] }, { give: [{ place: A }, { place: B }], add: [] }],
    ['taken by us', { agreed: both, platform: both, tags: [] }, { take: [{ place: A }, { place: B }], remove: [] }],
    [
      'given there in one place',
      { agreed: [], platform: [both[0] ?? ''], tags: [] },
      { add: ['老客'], give: [{ place: B }] },
    ],
    [
      'taken there in one place',
      { agreed: both, platform: [both[1] ?? ''], tags: ['老客'] },
      { remove: ['老客'], take: [{ place: B }] },
    ],
    ['given by both', { agreed: [], platform: both, tags: ['老客'] }, { add: [], give: [], agreed: both }],
    ['taken by both', { agreed: both, platform: [], tags: [] }, { remove: [], take: [], agreed: [] }],
    [
      'a new friend lacks it',
      { agreed: [both[0] ?? ''], platform: [both[0] ?? ''], tags: ['老客'] },
      { remove: [], give: [{ place: B }] },
    ],
    ['a tag that is not mapped', { agreed: [], platform: [], tags: ['别的'] }, { remove: [], give: [] }],
  ])('%s', (_name, { agreed, platform, tags }, expected) => {
    const sides = {
      mappings,
      places: [A, B],
      agreed: new Set(agreed),
      platform: new Set(platform),
      tags: new Set(tags),
    }
    expect(mergeTags(sides)).toMatchObject(expected)
  })

  it('of somebody who is nowhere any more are left alone', () => {
    const sides = { mappings, places: [], agreed: new Set(both), platform: new Set<string>(), tags: new Set(['老客']) }
    expect(mergeTags(sides)).toEqual({ add: [], remove: [], give: [], take: [], agreed: [] })
  })

  const edit = fc.record({
    side: fc.constantFrom('ours' as const, 'platform' as const, 'look' as const),
    tag: fc.constantFrom(...mappings),
    place: fc.constantFrom(A, B),
    give: fc.boolean(),
  })
  const apply = <T>(set: Set<T>, what: T, give: boolean) => (give ? set.add(what) : set.delete(what))

  it('are the same after any edits on both sides and any looks in between, and an edit alone since a look stands', () => {
    let edits = 0
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), fc.constantFrom([A], [A, B]), (all, places) => {
        let agreed = new Set<string>()
        const [platform, tags] = [new Set<string>(), new Set<string>()]
        const look = () => {
          const merge = mergeTags({ mappings, places, agreed, platform, tags })
          for (const tag of merge.add) tags.add(tag)
          for (const tag of merge.remove) tags.delete(tag)
          for (const one of merge.give) platform.add(markOf(one.place, one.mapping))
          for (const one of merge.take) platform.delete(markOf(one.place, one.mapping))
          agreed = new Set(merge.agreed)
          return merge
        }
        let since: typeof all = []
        const settle = () => {
          const before = new Set(tags)
          look()
          const again = look()
          expect([again.add, again.remove, again.give, again.take]).toEqual([[], [], [], []])
          for (const { id, tag } of mappings) {
            for (const place of places) expect(platform.has(markOf(place, id))).toBe(tags.has(tag))
            const about = since.filter((one) => one.tag.id === id)
            const [only] = about
            if (about.length === 1 && only !== undefined) expect(tags.has(tag)).toBe(only.give)
            if (about.length === 0) expect(tags.has(tag)).toBe(before.has(tag))
          }
          since = []
        }
        for (const one of all) {
          if (one.side === 'look') settle()
          else if (one.side === 'ours') {
            apply(tags, one.tag.tag, one.give)
            since.push(one)
            edits += 1
          } else if (places.includes(one.place)) {
            apply(platform, markOf(one.place, one.tag.id), one.give)
            since.push(one)
            edits += 1
          }
        }
        settle()
      }),
      { seed: 20261122 },
    )
    expect(edits).toBeGreaterThan(100)
  })
})
