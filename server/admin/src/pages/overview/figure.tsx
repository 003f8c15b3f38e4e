import { Link } from 'react-router'
import { count } from '../../ui/number.ts'
import { comparedWords } from './compared.ts'

/** One number of today beside the same weekday of last week. */
export function Figure({
  name,
  unit,
  today,
  before,
  to,
}: {
  name: string
  unit: string
  today: number
  before: number | null
  to: string
}) {
  return (
    <Link to={to} className="figure card">
      <span className="figure-name">{name}</span>
      <span className="figure-value">
        {count(today)}
        <span className="figure-unit"> {unit}</span>
      </span>
      <span className="quiet small">{comparedWords(today, before, unit)}</span>
    </Link>
  )
}
