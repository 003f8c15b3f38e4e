import type { SegmentDay } from '../../../../../shared/api/segments.ts'
import { count } from '../../ui/number.ts'
import { dayWords } from '../../ui/time.ts'

const WIDTH = 300
const HEIGHT = 64

/** How many were inside at the end of each of the last days. */
export function SegmentCurve({ days }: { days: readonly SegmentDay[] }) {
  const first = days[0]
  const last = days.at(-1)
  if (first === undefined || last === undefined || days.length < 2) return null
  const most = Math.max(1, ...days.map(({ people }) => people))
  const x = (place: number) => (place * WIDTH) / (days.length - 1)
  const y = (people: number) => HEIGHT - 2 - (people * (HEIGHT - 4)) / most
  const points = days.map(({ people }, place) => `${x(place).toFixed(1)},${y(people).toFixed(1)}`)
  const entered = days.reduce((sum, day) => sum + day.entered, 0)
  const left = days.reduce((sum, day) => sum + day.left, 0)
  const said = `最近 ${days.length} 天进入 ${count(entered)} 人次，离开 ${count(left)} 人次`
  return (
    <figure className="segment-curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={said}>
        <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} className="segment-curve-ground" />
        <polyline points={points.join(' ')} className="segment-curve-line" />
        {days.map((day, place) => (
          <rect
            key={day.day}
            x={x(place) - WIDTH / days.length / 2}
            y={0}
            width={WIDTH / days.length}
            height={HEIGHT}
            fill="transparent"
          >
            <title>{`${dayWords(day.day)}：${count(day.people)} 人，进入 ${count(day.entered)}，离开 ${count(day.left)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="quiet small">
        <span>{dayWords(first.day).replace(/星期.$/, '')}</span>
        <span>{said}</span>
        <span>今天</span>
      </figcaption>
    </figure>
  )
}
