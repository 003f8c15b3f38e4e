import { useRef, useState } from 'preact/hooks'

export function SayBox(of: {
  placeholder: string
  say: (text: string) => void
  disabled?: boolean
  /** Who can be called in a group. */
  mention?: string
}) {
  const [text, setText] = useState('')
  const box = useRef<HTMLInputElement>(null)
  const { mention } = of
  return (
    <form
      class="say-box"
      onSubmit={(event) => {
        event.preventDefault()
        const said = text.trim()
        if (said === '') return
        setText('')
        of.say(said)
      }}
    >
      {mention === undefined ? null : (
        <button
          type="button"
          class="mention"
          aria-label={`@${mention}`}
          title={`@${mention}`}
          onClick={() => {
            if (!text.startsWith(`@${mention}`)) setText(`@${mention} ${text}`)
            box.current?.focus()
          }}
        >
          @
        </button>
      )}
      <input
        ref={box}
        aria-label={of.placeholder}
        placeholder={of.placeholder}
        value={text}
        disabled={of.disabled}
        maxLength={600}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" disabled={of.disabled || text.trim() === ''}>
        发送
      </button>
    </form>
  )
}
