import { useRef, useState } from 'react'

/** A value to take elsewhere, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'marked'>('idle')
  const shown = useRef<HTMLElement>(null)
  /** Browsers give the clipboard to https pages only: elsewhere the text is marked, and the person copies it. */
  const mark = () => {
    if (shown.current !== null) getSelection()?.selectAllChildren(shown.current)
    setState('marked')
  }
  const copy = () => {
    if (!isSecureContext) return mark()
    navigator.clipboard
      .writeText(value)
      .then(() => {
        setState('copied')
        setTimeout(() => setState('idle'), 2_000)
      })
      .catch((error: unknown) => {
        console.warn('The clipboard is not available.', error)
        mark()
      })
  }
  return (
    <div className="copy-line">
      <span className="quiet copy-line-label">{label}</span>
      <code ref={shown} className="code copy-line-value">
        {value}
      </code>
      {state === 'marked' && (
        <span className="quiet" role="status">
          已选中，请按 Ctrl/⌘ C
        </span>
      )}
      <button type="button" className="link-button" aria-label={`复制${label}`} onClick={copy}>
        {state === 'copied' ? '已复制' : '复制'}
      </button>
    </div>
  )
}
