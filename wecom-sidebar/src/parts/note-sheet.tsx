import { useEffect, useRef, useState } from 'preact/hooks'
import type { NewNote } from '../../../shared/api/staff.ts'
import { dayHere, morningIn, morningOf, sayTime } from '../../../shared/say-time.ts'
import { serverClock } from '../server-clock.ts'

type Props = {
  start: string
  busy: boolean
  trouble: string | null
  onSave: (note: NewNote) => void
  onClose: () => void
}

const choices = [
  { label: '不约时间', days: null },
  { label: '明天', days: 1 },
  { label: '3 天后', days: 3 },
  { label: '7 天后', days: 7 },
] as const

export function NoteSheet({ start, busy, trouble, onSave, onClose }: Props) {
  const [text, setText] = useState(start)
  const [followUpAt, setFollowUpAt] = useState<Date | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const now = serverClock.now()
  useEffect(() => {
    const area = field.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])
  const empty = text.trim() === ''

  return (
    <div class="veil">
      <button type="button" class="behind" aria-label="收起" onClick={onClose} />
      <form
        class="sheet"
        role="dialog"
        aria-label="写跟进"
        onSubmit={(event) => {
          event.preventDefault()
          if (!empty && !busy) onSave({ text, followUpAt })
        }}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      >
        <div class="row between">
          <h2>写跟进</h2>
          <button type="button" class="plain" aria-label="收起" onClick={onClose}>
            ×
          </button>
        </div>
        <textarea
          ref={field}
          rows={4}
          maxLength={500}
          placeholder="聊了什么，客户怎么说，下一步做什么"
          aria-label="跟进内容"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <fieldset class="chips">
          <legend class="secondary">下次跟进{followUpAt === null ? '' : `：${sayTime(followUpAt, now)}`}</legend>
          {choices.map(({ label, days }) => {
            const at = days === null ? null : morningIn(days, now)
            const chosen = followUpAt?.getTime() === at?.getTime()
            return (
              <button key={label} type="button" aria-pressed={chosen} onClick={() => setFollowUpAt(at)}>
                {label}
              </button>
            )
          })}
          <input
            type="date"
            aria-label="选择日期"
            min={dayHere(now)}
            value={followUpAt === null ? '' : dayHere(followUpAt)}
            onChange={(event) => setFollowUpAt(event.currentTarget.value ? morningOf(event.currentTarget.value) : null)}
          />
        </fieldset>
        {trouble !== null && (
          <p class="said bad inside" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy || empty}>
          {busy ? '正在保存…' : '保存'}
        </button>
      </form>
    </div>
  )
}
