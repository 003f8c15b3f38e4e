import type { QuotaRow } from '../../../../../shared/api/quotas.ts'
import type { QuotaPeriod } from '../../../../../shared/quota-window.ts'

export const periodWords: Record<QuotaPeriod, string> = {
  minute: '每分钟',
  hour: '每小时',
  day: '每天',
  month: '每月',
}

const sources: Record<NonNullable<QuotaRow['limitFrom']>, string> = {
  person: '手工设置',
  platform: '平台返回',
  facts: '平台文档',
  default: '默认值，待确认',
}
export const limitSource = ({ limitFrom }: QuotaRow): string => (limitFrom === null ? '未知' : sources[limitFrom])

/** Nearly used up from nine tenths on. */
export function fullnessOf({ used, limit, closedUntil }: QuotaRow): 'closed' | 'spent' | 'nearly' | 'fine' {
  if (closedUntil !== null) return 'closed'
  if (limit === null) return 'fine'
  if (used >= limit) return 'spent'
  return used >= limit * 0.9 ? 'nearly' : 'fine'
}

/** Why the number is what it is, where it is not simply our own count. */
export function countNote({ elsewhere, lost }: QuotaRow): string | null {
  const notes = [
    elsewhere > 0 ? `其中 ${elsewhere} 次由其他系统调用` : '',
    lost > 0 ? `其中 ${lost} 次握在意外停止的程序里，恢复前不能再用` : '',
  ].filter((note) => note !== '')
  return notes.length === 0 ? null : notes.join('；')
}
