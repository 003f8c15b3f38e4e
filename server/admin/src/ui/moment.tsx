import { Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { serverClock } from '../server-clock.ts'
import { exactTime, relativeTime } from './time.ts'

/** Relative time; the exact one on hover and on focus. */
export function Moment({ at, fallback = '—' }: { at: Date | null; fallback?: string }) {
  const [now, setNow] = useState(() => serverClock.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  if (at === null) return <span className="quiet">{fallback}</span>
  return (
    <Tooltip title={`${exactTime(at)}（北京时间）`}>
      <time dateTime={at.toISOString()} className="moment">
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  )
}
