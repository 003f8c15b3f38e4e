import type { Notice } from '../copy.ts'

export function NoticePage({ notice, onMend }: { notice: Notice; onMend: () => void }) {
  return (
    <main class="notice" role="alert">
      <svg class="line-art notice-art" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <circle cx="24" cy="18" r="8" />
        <path d="M8 42c2-9 8-13 16-13s14 4 16 13" />
      </svg>
      <h1>{notice.title}</h1>
      <p>{notice.text}</p>
      {notice.mend !== null && (
        <button type="button" class="primary notice-button" onClick={onMend}>
          {notice.mend}
        </button>
      )}
      {notice.detail !== null && <p class="detail">{notice.detail}</p>}
    </main>
  )
}
