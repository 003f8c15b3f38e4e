import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { ScoreCards } from '../../../../../shared/api/scores.ts'
import { ask } from '../../api.ts'
import { useChoice } from '../../ui/choice-list.tsx'
import { Page } from '../../ui/page.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { tabs } from '../contacts/tabs.ts'
import { useMay } from '../session/use-may.ts'
import { ComputationLine } from './computation-line.tsx'
import { ScoreForm } from './score-form.tsx'
import './scores.css'

const scores = [
  { value: 'activity', label: '活跃度' },
  { value: 'spread', label: '传播力' },
  { value: 'loyalty', label: '忠诚度' },
  { value: 'value', label: '价值分' },
  { value: 'intent', label: '意向分' },
] as const

/** What counts for how much in each score, and how far everybody is reckoned. */
export function ScoresPage() {
  const may = useMay()
  const choice = useChoice('of', scores)
  const cards = useQuery({
    queryKey: ['/scores'],
    queryFn: () => ask({ path: '/scores' }, ScoreCards),
    refetchInterval: ({ state }) => (state.data?.computation.progress == null ? 15_000 : 2000),
  })
  return (
    <Page title="人群与客户" tabs={tabs}>
      <div className="score-top">
        <Segmented<string> value={choice.value} onChange={choice.choose} options={[...choice.choices]} />
        {cards.data !== undefined && (
          <ComputationLine
            state={cards.data.computation}
            what="评分"
            again={may.change ? { path: '/scores/recompute', resource: '/scores' } : null}
          />
        )}
      </div>
      <Loaded
        query={cards}
        what="评分"
        skeleton={
          <div className="card card-padded">
            <Bones lines={8} />
          </div>
        }
      >
        {({ items }) => {
          const card = items.find(({ name }) => name === choice.value)
          return card === undefined ? null : (
            <ScoreForm key={`${card.name}:${card.revision}`} card={card} mayEdit={may.change} />
          )
        }}
      </Loaded>
    </Page>
  )
}
