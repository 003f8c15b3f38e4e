import type { ReactNode } from 'react'

export type Tone = 'plain' | 'good' | 'info' | 'warn' | 'bad'

/** A small word on a quiet ground. */
export function Label({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`label label-${tone}`}>{children}</span>
}

export function Labels({ words, most = 3 }: { words: readonly string[]; most?: number }) {
  if (words.length === 0) return <span className="quiet">—</span>
  const rest = words.slice(most)
  return (
    <span className="labels">
      {words.slice(0, most).map((word) => (
        <Label key={word}>{word}</Label>
      ))}
      {rest.length > 0 && (
        <span title={rest.join('、')}>
          <Label>+{rest.length}</Label>
        </span>
      )}
    </span>
  )
}
