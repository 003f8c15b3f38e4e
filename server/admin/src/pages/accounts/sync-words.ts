import type { SyncCause, SyncPartName, SyncReport, SyncState } from '../../../../../shared/api/syncs.ts'
import { syncPartWords } from '../../../../../shared/api/syncs.ts'
import type { Tone } from '../../ui/label.tsx'
import { count } from '../../ui/number.ts'

export const causeWords: Record<SyncCause, string> = {
  first: '首次读取',
  nightly: '夜间核对',
  manual: '手动同步',
  callback: '回调后更新',
}

/** What a reading found, in one or two sentences. */
export function reportSentence(part: SyncPartName, { cause, counts }: Pick<SyncReport, 'cause' | 'counts'>): string {
  const { unit, callbacks } = syncPartWords[part]
  const { seen, added, changed, gone, missed, mended } = counts
  if (cause === 'first' && missed === 0) return `读到 ${count(seen)} ${unit}。`
  const news = [
    added > 0 ? `新增 ${count(added)}` : '',
    changed > 0 ? `变化 ${count(changed)}` : '',
    gone > 0 ? `减少 ${count(gone)}` : '',
  ].filter((text) => text !== '')
  const total = `共 ${count(seen)} ${unit}，${news.length === 0 ? '与上次一致' : news.join('、')}。`
  if (!callbacks) return total
  if (missed === 0) return news.length === 0 ? total : `${total}回调没有遗漏。`
  const rest = mended === missed ? '已全部补上' : `已补上 ${count(mended)} 项`
  return `${total}其中 ${count(missed)} 项没有收到回调，${rest}。`
}

export function stateWords({ state, problem }: Pick<SyncState, 'state' | 'problem'>): { tone: Tone; text: string } {
  if (state === 'running') return { tone: 'info', text: '正在同步' }
  if (problem !== null) return { tone: 'bad', text: state === 'waiting' ? '稍后重试' : '没有完成' }
  if (state === 'waiting') return { tone: 'info', text: '即将开始' }
  return state === 'done' ? { tone: 'good', text: '已同步' } : { tone: 'plain', text: '还没有同步' }
}

export const newsWords = { added: '新增', changed: '变化', gone: '减少' } as const
