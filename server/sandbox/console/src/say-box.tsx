import { useState } from 'preact/hooks'

export function SayBox(of: { placeholder: string; say: (text: string) => void; disabled?: boolean }) {
  const [text, setText] = useState('')
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
      <input
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
