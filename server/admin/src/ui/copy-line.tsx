import { useState } from 'react'

/** A value to take elsewhere, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard
      .writeText(value)
      .then(() => {
        setCopied(true)
        setTimeout(() => setCopied(false), 2_000)
      })
      .catch((error: unknown) => console.error('The clipboard is not available.', error))
  }
  return (
    <div className="copy-line">
      <span className="quiet copy-line-label">{label}</span>
      <code className="code copy-line-value">{value}</code>
      <button type="button" className="link-button" onClick={copy}>
        {copied ? '已复制' : '复制'}
      </button>
    </div>
  )
}
