import { useEffect, useRef, useState } from 'preact/hooks'
import type { CustomerContext, NewNote } from '../../../shared/api/staff.ts'
import { addNote, claim, type Trouble, type Whom } from '../api.ts'
import { noticeOf, sayTrouble } from '../copy.ts'
import type { KeptSession } from '../login.ts'
import { reopen } from '../open.ts'
import { ActionBar } from '../parts/action-bar.tsx'
import { AdviceCard } from '../parts/advice.tsx'
import { NoteSheet } from '../parts/note-sheet.tsx'
import { Notes } from '../parts/notes.tsx'
import { ReachCard } from '../parts/reach.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { Walks } from '../parts/walks.tsx'
import { Who } from '../parts/who.tsx'
import { serverClock } from '../server-clock.ts'
import { useOnScreen } from '../ui/on-screen.ts'

/** Good news leaves by itself; bad news stays until it was read. */
const GOOD_NEWS_MS = 4_000

const LOOK_AGAIN_MS = 15_000

type Said = { tone: 'good' | 'bad'; text: string }

export function CustomerPage({ session, whom, first }: { session: KeptSession; whom: Whom; first: CustomerContext }) {
  const [context, setContext] = useState(first)
  const [busy, setBusy] = useState(false)
  const [writing, setWriting] = useState<string | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const adviceButton = useRef<HTMLButtonElement>(null)
  const adviceSeen = useOnScreen(adviceButton)
  const now = serverClock.now()
  useEffect(() => {
    if (said?.tone !== 'good') return
    const timer = setTimeout(() => setSaid(null), GOOD_NEWS_MS)
    return () => clearTimeout(timer)
  }, [said])

  // What a colleague or a journey does meanwhile shows by itself; a silent server is noticed when somebody acts.
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.visibilityState !== 'visible') return
      const opened = await reopen(session, whom)
      if (opened.kind === 'open') setContext(opened.context)
    }, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [session, whom])

  async function refresh() {
    const opened = await reopen(session, whom)
    if (opened.kind === 'open') setContext(opened.context)
    if (opened.kind === 'stopped') setSaid({ tone: 'bad', text: `资料没有刷新：${noticeOf(opened.stop).title}` })
  }

  async function claimThis() {
    setBusy(true)
    const answer = await claim(session.token, { contact: context.contact.id, lead: context.lead?.id ?? null })
    setSaid(answer.ok ? { tone: 'good', text: '已认领，这位客户由您跟进' } : bad('认领', answer.trouble))
    // Claimed by a colleague a moment ago: the page must show who it is now.
    await refresh()
    setBusy(false)
  }

  async function save(note: NewNote) {
    setBusy(true)
    const answer = await addNote(session.token, context.contact.id, note)
    if (answer.ok) {
      setWriting(null)
      setSaid({ tone: 'good', text: '跟进已保存' })
      await refresh()
    } else setSaid(bad('保存跟进', answer.trouble))
    setBusy(false)
  }

  function act() {
    if (context.advice.action === 'claim') return void claimThis()
    setSaid(null)
    setWriting(context.advice.action === 'call' ? '已电话联系：' : '')
  }

  return (
    <main class="page">
      <Who context={context} me={session.staff.id} now={now} />
      <AdviceCard context={context} me={session.staff.id} busy={busy} onAct={act} button={adviceButton} />
      <ReachCard reach={context.reach} />
      <Walks walks={context.walks} now={now} />
      <Timeline items={context.timeline} now={now} />
      <Notes notes={context.notes} now={now} />
      <ActionBar
        advice={adviceSeen || context.advice.action === 'none' || writing !== null ? null : context.advice}
        busy={busy}
        onAct={act}
        onWrite={() => {
          setSaid(null)
          setWriting('')
        }}
      />
      {writing !== null && (
        <NoteSheet
          start={writing}
          busy={busy}
          trouble={said?.tone === 'bad' ? said.text : null}
          onSave={(note) => void save(note)}
          onClose={() => setWriting(null)}
        />
      )}
      {said !== null && writing === null && (
        <p class={`said ${said.tone}`} role="status">
          {said.text}
          <button type="button" class="plain" aria-label="关闭提示" onClick={() => setSaid(null)}>
            ×
          </button>
        </p>
      )}
    </main>
  )
}

const bad = (action: string, trouble: Trouble): Said => ({ tone: 'bad', text: sayTrouble(action, trouble) })
