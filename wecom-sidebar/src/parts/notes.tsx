import type { CustomerContext } from '../../../shared/api/staff.ts'
import { sayTime } from '../../../shared/say-time.ts'

export function Notes({ notes, now }: { notes: CustomerContext['notes']; now: Date }) {
  return (
    <section class="card">
      <h2>跟进记录</h2>
      {notes.length === 0 && <p class="secondary">还没有人写过跟进。点下方“写跟进”，同事接手时就看得懂。</p>}
      <ul class="notes">
        {notes.map((note) => (
          <li key={note.at.toISOString() + note.staffName}>
            <p>{note.text}</p>
            <p class="secondary">
              <span class="keep">
                {note.staffName} {sayTime(note.at, now)}
              </span>
              {note.followUpAt !== null && (
                <span class={note.followUpAt < now ? 'keep overdue' : 'keep due'}>
                  下次跟进 {sayTime(note.followUpAt, now)}
                  {note.followUpAt < now && '，已过'}
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
