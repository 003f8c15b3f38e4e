import { expect, it } from 'vitest'
import { trackLinks } from './track-links.ts'

const tracked = (url: string) => `https://t/${url.length}`

it.each([
  ['a field that is an address', { url: 'https://example.com/a' }, { url: 'https://t/21' }],
  ['a link inside a text', '<a href="https://example.com/a">看看</a>', '<a href="https://t/21">看看</a>'],
  [
    'an address in a list',
    { articles: [{ title: 'x', url: 'http://example.com' }] },
    { articles: [{ title: 'x', url: 'https://t/18' }] },
  ],
])('counts the tap on %s', (_name, content, expected) => {
  expect(trackLinks(content, tracked)).toEqual(expected)
})

it.each([
  ['a bare address in a text, which is read and not tapped', '见 https://example.com'],
  ['a link into a mini-program', { url: 'pages/home/index' }],
  ['a field of another name', { picture: 'https://example.com/a.png' }],
  ['a date', { at: new Date(0) }],
])('leaves %s alone', (_name, content) => {
  expect(trackLinks(content, tracked)).toEqual(content)
})
