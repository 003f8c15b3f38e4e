import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, Trouble } from '../api'
import { useShown } from '../platform'

export type Reading<T> = { kind: 'loading' } | { kind: 'trouble'; trouble: Trouble } | { kind: 'read'; value: T }

/**
 * Reads when the part appears and whenever its page comes to the front again; both at once is one request. What was
 * read before stays visible while it is read again.
 */
export function useReading<T>(read: () => Promise<Answer<T>>): { reading: Reading<T>; again: () => Promise<void> } {
  const [reading, setReading] = useState<Reading<T>>({ kind: 'loading' })
  const running = useRef<Promise<void> | null>(null)
  const again = useCallback(() => {
    running.current ??= read()
      .then((answer) =>
        setReading((before) => {
          if (answer.ok) return { kind: 'read', value: answer.value }
          return before.kind === 'read' ? before : { kind: 'trouble', trouble: answer.trouble }
        }),
      )
      .finally(() => {
        running.current = null
      })
    return running.current
  }, [read])
  useEffect(() => void again(), [again])
  useShown(() => void again())
  return { reading, again }
}
