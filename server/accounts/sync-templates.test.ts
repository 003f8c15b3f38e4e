import { expect, test } from 'vitest'
import { fieldsOf } from './sync-templates.ts'

test('fields of a template are named as its text names them', () => {
  expect(fieldsOf('会议时间\uff1a{{date2.DATA}}\n地点:{{thing1.DATA}}\n{{const3.DATA}}')).toEqual([
    { name: 'date2', label: '会议时间' },
    { name: 'thing1', label: '地点' },
    { name: 'const3', label: 'const3' },
  ])
})
