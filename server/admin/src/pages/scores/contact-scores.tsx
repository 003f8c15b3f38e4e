import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ContactScore, ContactScores } from '../../../../../shared/api/scores.ts'
import { levelWords } from '../../../../../shared/score/settings.ts'
import { ask } from '../../api.ts'
import { Label, type Tone } from '../../ui/label.tsx'
import { Card } from '../../ui/page.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import './scores.css'

const tones: Record<ContactScore['level'], Tone> = { high: 'good', middle: 'info', low: 'plain', none: 'plain' }
type History = ContactScores['history']

/** A person's scores, and behind each what made it and how it went. */
export function ContactScoresCard({ contact }: { contact: string }) {
  const scores = useQuery({
    queryKey: ['/contacts', 'scores', contact],
    queryFn: () => ask({ path: `/contacts/${contact}/scores` }, ContactScores),
    refetchInterval: 15_000,
  })
  return (
    <Card title="评分">
      <Loaded query={scores} what="评分" skeleton={<Bones lines={5} />}>
        {({ items, history }) => (
          <div className="score-list">
            {items.map((one) => (
              <Score key={one.name} one={one} history={history} />
            ))}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function Score({ one, history }: { one: ContactScore; history: History }) {
  const [open, setOpen] = useState(false)
  const given = one.terms.filter(({ points }) => points !== 0)
  return (
    <div>
      <div className="score-head">
        <span className="score-name">{one.label}</span>
        <span className="score-track" aria-hidden="true">
          <span className="score-bar" style={{ width: `${one.score}%` }} />
        </span>
        <span className="score-value">{one.score}</span>
        <Label tone={tones[one.level]}>{levelWords[one.level]}</Label>
        <button
          type="button"
          className="link-button small"
          aria-expanded={open}
          aria-label={`${one.label}的由来`}
          onClick={() => setOpen(!open)}
        >
          由来
        </button>
      </div>
      {open && (
        <div className="score-why">
          {given.length === 0 && <p className="quiet small">还没有可以计分的行为。</p>}
          {given.map(({ term, label, text, points, capped }) => (
            <div key={term} className="score-why-line small">
              <span>
                {label} <span className="quiet">{text}</span>
              </span>
              <span>
                {points > 0 ? '+' : ''}
                {points}
                {capped && <span className="quiet">（已到上限）</span>}
              </span>
            </div>
          ))}
          <Curve name={one.name} label={one.label} history={history} />
        </div>
      )}
    </div>
  )
}

const [WIDTH, HEIGHT] = [240, 32]

/** How the score went; nothing while there is only one day of it. */
function Curve({ name, label, history }: { name: string; label: string; history: History }) {
  const points = history.flatMap(({ day, values }) =>
    values[name] === undefined ? [] : [{ day, value: values[name] }],
  )
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 2) return null
  const [from, to] = [Date.parse(first.day), Date.parse(last.day)]
  const places = points.map(({ day, value }) => {
    const x = ((Date.parse(day) - from) / (to - from)) * (WIDTH - 4) + 2
    return `${x.toFixed(1)},${(HEIGHT - 2 - (value / 100) * (HEIGHT - 4)).toFixed(1)}`
  })
  const words = `${label}：${first.day} ${first.value} 分，${last.day} ${last.value} 分`
  return (
    <>
      <svg
        className="score-curve"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        <polyline
          points={places.join(' ')}
          fill="none"
          stroke="#07A35A"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="quiet small">{words}</p>
    </>
  )
}
