import type { JourneySummary } from '../../../../../shared/api/journeys.ts'
import type { Tone } from '../../ui/label.tsx'

export const stateWords: Record<JourneySummary['state'], { label: string; tone: Tone }> = {
  draft: { label: '草稿', tone: 'plain' },
  live: { label: '运行中', tone: 'good' },
  paused: { label: '已暂停', tone: 'warn' },
}
