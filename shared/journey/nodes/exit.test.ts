import { expect, it } from 'vitest'
import { momentOf } from '../../../test/builders/moment.ts'
import exit from './exit.ts'

it('leaves with its reason', () =>
  expect(exit.run(momentOf({ reason: '已成交' }))).toEqual({ kind: 'leave', reason: '已成交' }))
