import { expect, it } from 'vitest'
import { entriesOf, rowsOf, sameEntries } from './entries.ts'

const row = (key: number, name: string, text: string) => ({ key, name, text })

it('a line without a name is no setting, and of two with one name the last counts', () => {
  expect(entriesOf([row(1, 'code', 'A1'), row(2, '', 'x'), row(3, 'code', 'B2')])).toEqual({ code: 'B2' })
})

it('lines that were read are the same settings again', () => {
  const given = { code: 'A1', day: '3' }
  const rows = rowsOf(given).map(([name, text], index) => row(index, name, text))
  expect(entriesOf(rows)).toEqual(given)
})

it.each([
  ['the same', { a: '1' }, { a: '1' }, true],
  ['another value', { a: '1' }, { a: '2' }, false],
  ['one more', { a: '1' }, { a: '1', b: '2' }, false],
  ['another name', { a: '1' }, { b: '1' }, false],
])('settings are compared by name and value: %s', (_name, one, other, same) => {
  expect(sameEntries(one, other)).toBe(same)
})
