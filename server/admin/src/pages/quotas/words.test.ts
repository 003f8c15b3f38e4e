import { describe, expect, it, test } from 'vitest'
import type { QuotaRow } from '../../../../../shared/api/quotas.ts'
import { AccountId } from '../../../../../shared/ids.ts'
import { countNote, fullnessOf, limitSource } from './words.ts'

const row: QuotaRow = {
  account: AccountId.parse('ac_1'),
  accountName: '号',
  api: '/x',
  label: '模板消息',
  per: 'day',
  used: 0,
  elsewhere: 0,
  lost: 0,
  limit: 100,
  limitFrom: 'facts',
  resetsAt: new Date('2026-11-22T16:00:00Z'),
  checkedAt: null,
  closedUntil: null,
  refused: null,
}

describe('a quota', () => {
  test.each<[Partial<QuotaRow>, string]>([
    [{ used: 89 }, 'fine'],
    [{ used: 90 }, 'nearly'],
    [{ used: 100 }, 'spent'],
    [{ used: 5, limit: null }, 'fine'],
    [{ used: 0, closedUntil: new Date() }, 'closed'],
  ])('%o is %s', (given, fullness) => {
    expect(fullnessOf({ ...row, ...given })).toBe(fullness)
  })

  it('says where its limit is from', () => {
    expect([limitSource(row), limitSource({ ...row, limitFrom: null })]).toEqual(['平台文档', '未知'])
  })

  it('says which part we did not call ourselves, or can’t account for', () => {
    expect(countNote(row)).toBeNull()
    expect(countNote({ ...row, elsewhere: 3, lost: 8 })).toBe(
      '其中 3 次由其他系统调用；其中 8 次握在意外停止的程序里，恢复前不能再用',
    )
  })
})
