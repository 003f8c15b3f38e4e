import { describe, expect, it } from 'vitest'
import { type DraftButton, draftOf, newButton, newEntry, readDraft } from './menu-draft.ts'

const click: DraftButton = { ...newButton(), name: '会员权益', key: 'benefits' }

describe('a menu that is edited', () => {
  it('keeps only what its kind says, and what was there comes back as it was', () => {
    const group = {
      does: 'group',
      name: '更多',
      entries: [{ does: 'view', name: '官网', url: 'https://example.com/' }],
    }
    const known = [{ does: 'click', name: '会员权益', key: 'benefits' }, group]
    expect(readDraft(draftOf(known))).toEqual({ ok: true, buttons: known })
  })

  it.each<[string, DraftButton[], string, RegExp]>([
    ['no item', [], '', /至少一项/],
    ['four items', [click, click, click, click], '', /最多 3 项/],
    ['no name', [{ ...click, name: ' ' }], '0.name', /请填写/],
    ['a name of six characters', [{ ...click, name: '会员权益中心' }], '0.name', /16 字节/],
    ['no key', [{ ...click, key: '' }], '0.key', /请填写/],
    ['half an address', [{ ...click, does: 'view', url: 'example.com' }], '0.url', /完整的网址/],
    ['a group of nothing', [{ ...click, does: 'group' }], '0.entries', /至少一项/],
    [
      'a nameless entry',
      [{ ...click, does: 'group', entries: [{ ...newEntry(), key: 'k' }] }],
      '0.entries.0.name',
      /请填写/,
    ],
    ['what only the platform makes', [{ ...click, does: 'news' }], '0.does', /换一种/],
  ])('says where it is wrong: %s', (_case, draft, place, words) => {
    const read = readDraft(draft)
    expect(read.ok ? undefined : read.problems.get(place)).toMatch(words)
  })
})
