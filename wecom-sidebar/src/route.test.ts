import { expect, it } from 'vitest'
import { routeOf } from './route.ts'

it.each([
  ['nothing', '', 'beside'],
  ['a bare hash', '#/', 'beside'],
  ['a customer', '#/contact/ct_01ab', 'contact'],
  ['an id of another kind', '#/contact/ld_01ab', 'nowhere'],
  ['a page we do not have', '#/reports', 'nowhere'],
])('reads %s', (_name, hash, page) => {
  expect(routeOf(hash).page).toBe(page)
})
