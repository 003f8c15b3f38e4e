import { useEffect, useRef, useState } from 'preact/hooks'

type Answers = Record<string, 'accept' | 'reject'>

/** The platform's own sheet: each template may be taken or left. Escape means no answer. */
export function ConsentSheet(of: {
  title: string
  templates: readonly { id: string; title: string }[]
  answer: (answers: Answers | null) => void
}) {
  const [taken, setTaken] = useState<readonly string[]>(of.templates.map((one) => one.id))
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const { answer } = of
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') answer(null)
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [answer])
  const all = (answer: (id: string) => 'accept' | 'reject') =>
    of.answer(Object.fromEntries(of.templates.map(({ id }) => [id, answer(id)])))
  return (
    <div class="sheet-ground">
      <div class="sheet" role="dialog" aria-modal="true" aria-label={of.title}>
        <h3>{of.title}</h3>
        <p class="secondary">一次同意，可收到一条</p>
        {of.templates.map((template) => (
          <label key={template.id} class="sheet-row">
            <input
              type="checkbox"
              checked={taken.includes(template.id)}
              onChange={() =>
                setTaken(
                  taken.includes(template.id) ? taken.filter((id) => id !== template.id) : [...taken, template.id],
                )
              }
            />
            {template.title}
          </label>
        ))}
        <div class="sheet-buttons">
          <button type="button" onClick={() => all(() => 'reject')}>
            取消
          </button>
          <button
            type="button"
            class="agree"
            ref={first}
            onClick={() => all((id) => (taken.includes(id) ? 'accept' : 'reject'))}
          >
            允许
          </button>
        </div>
      </div>
    </div>
  )
}
