import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Whether the element can be seen; also false while it is not there. */
export function useOnScreen(element: RefObject<Element>): boolean {
  const [seen, setSeen] = useState(true)
  useEffect(() => {
    const target = element.current
    if (target === null) return
    const watcher = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: '0px 0px -64px 0px',
    })
    watcher.observe(target)
    return () => watcher.disconnect()
  }, [element])
  return seen
}
