import { expect, test } from 'vitest'
import { syncPartsOf } from './syncs.ts'

const account = { kind: 'oa', customerContact: false, type: 'service', certified: true } as const
test.each([
  ['a certified service account', account, true],
  ['a subscription account', { ...account, type: 'subscription' }, false],
  ['a service account that is not certified', { ...account, certified: false }, false],
  ['a mini-program', { ...account, kind: 'mini', type: null }, true],
] as const)('templates are read of %s only where the platform grants them', (_what, of, templates) => {
  expect(syncPartsOf(of).includes('templates')).toBe(templates)
})

test('one app of a company reads for all', () => {
  const app = { kind: 'wecom', type: null, certified: true } as const
  expect(syncPartsOf({ ...app, customerContact: false })).toEqual([])
  expect(syncPartsOf({ ...app, customerContact: true })).toContain('staff')
})
