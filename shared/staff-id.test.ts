import { describe, expect, test } from 'vitest'
import { StaffId } from './ids.ts'
import { scopeOf, staffIdOf, userIdOf } from './staff-id.ts'

describe("a member's name in the suite", () => {
  test.each([
    ['of the first company', '', 'zhangsan', 'zhangsan'],
    ['of another company', 'ww0000000000000002', 'zhangsan', 'ww0000000000000002:zhangsan'],
    ['with the signs a userid may have', 'ww0000000000000002', 'li.si_1-2@x', 'ww0000000000000002:li.si_1-2@x'],
    ['of the longest userid', 'ww0000000000000002', 'u'.repeat(64), `ww0000000000000002:${'u'.repeat(64)}`],
  ])('%s comes apart again', (_who, scope, userId, staff) => {
    expect(staffIdOf(scope, userId)).toBe(staff)
    expect([scopeOf(StaffId.parse(staff)), userIdOf(StaffId.parse(staff))]).toEqual([scope, userId])
  })

  test('is not named twice', () => {
    const once = staffIdOf('ww0000000000000002', 'zhangsan')
    expect(staffIdOf('ww0000000000000002', once)).toBe(once)
  })
})
