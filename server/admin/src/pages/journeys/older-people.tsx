import { HistoryOutlined } from '@ant-design/icons'
import type { JourneyCounts } from '../../../../../shared/api/journeys.ts'
import { count } from '../../ui/number.ts'

/** Says, after a new version, how many still walk the ones before. */
export function OlderPeople({ counts, onOpen }: { counts: JourneyCounts | null; onOpen: () => void }) {
  if (counts === null || counts.older === 0) return null
  return (
    <button type="button" className="older-people" onClick={onOpen}>
      <HistoryOutlined /> 旅程里的 {count(counts.inside)} 人中，{count(counts.older)} 人还在走旧版本
    </button>
  )
}
