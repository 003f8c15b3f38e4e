import { Link } from 'react-router'
import { useWords } from '../../../../../shared/api/definitions.ts'
import type { SegmentUse } from '../../../../../shared/api/segments.ts'

export function placeOf({ kind, id }: SegmentUse): string {
  switch (kind) {
    case 'journey':
      return `/journeys/${id}`
    case 'segment':
      return `/contacts/segments/${id}`
    case 'tag':
      return '/contacts/tags'
    case 'stage':
      return '/contacts/lifecycle'
  }
}

/** What uses a segment, each with its link; the rest as a number. */
export function Uses({ uses, most }: { uses: readonly SegmentUse[]; most: number }) {
  if (uses.length === 0) return <span className="quiet">没有使用</span>
  const rest = uses.length - most
  return (
    <span className="segment-uses">
      {uses.slice(0, most).map((use) => (
        <Link key={`${use.kind}:${use.id}`} to={placeOf(use)} title={use.name}>
          {useWords[use.kind]}「{use.name}」
        </Link>
      ))}
      {rest > 0 && (
        <span
          className="quiet"
          title={uses
            .slice(most)
            .map((use) => `${useWords[use.kind]}「${use.name}」`)
            .join('、')}
        >
          等 {uses.length} 处
        </span>
      )}
    </span>
  )
}

/** All of them, one below the other. */
export function UseList({ uses }: { uses: readonly SegmentUse[] }) {
  return (
    <ul className="plain-list segment-use-list">
      {uses.map((use) => (
        <li key={`${use.kind}:${use.id}`}>
          <Link to={placeOf(use)}>
            {useWords[use.kind]}「{use.name}」
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The same without links, for a question before something ends: it stands outside the router, and is answered first. */
export function UseNames({ uses }: { uses: readonly SegmentUse[] }) {
  return (
    <ul className="told-list use-names">
      {uses.map(({ kind, id, name }) => (
        <li key={`${kind}:${id}`}>
          {useWords[kind]}「{name}」
        </li>
      ))}
    </ul>
  )
}
