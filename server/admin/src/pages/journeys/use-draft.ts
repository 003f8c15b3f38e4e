import { useCallback, useEffect, useRef, useState } from 'react'
import { JourneyDetail, type Problem } from '../../../../../shared/api/journeys.ts'
import { ApiFailure, ask, told } from '../../api.ts'
import { type Change, type Drawing, type History, historyOf, record, redo, undo } from '../../canvas/edit.ts'
import { definitionOf, drawingOf } from '../../canvas/translate.ts'
import { serverClock } from '../../server-clock.ts'

type Saved = { drawing: Drawing; name: string; revision: number; at: Date }
export type Saving =
  | { kind: 'quiet' }
  | { kind: 'saving' }
  | { kind: 'failed'; message: string }
  /** Somebody else saved meanwhile. Nothing is thrown away until a person says whose draft goes on. */
  | { kind: 'stale' }

const rest = 800

/**
 * The draft being drawn: edits go into a history, the newest state is saved by itself after a short rest, and a save
 * refused because somebody else saved first waits for a decision with every edit kept.
 */
export function useDraft(detail: JourneyDetail) {
  const [history, setHistory] = useState<History>(() => historyOf(drawingOf(detail.draft)))
  const [name, setName] = useState(detail.name)
  const [saved, setSaved] = useState<Saved>(() => ({
    drawing: history.present,
    name: detail.name,
    revision: detail.draftRevision,
    at: detail.updatedAt,
  }))
  const [saving, setSaving] = useState<Saving>({ kind: 'quiet' })
  const [problems, setProblems] = useState<readonly Problem[]>(detail.problems)
  const [changedSincePublish, setChanged] = useState(detail.changedSincePublish)
  const flight = useRef<Promise<boolean> | null>(null)

  const drawing = history.present
  const nameFits = name.trim() !== ''
  const dirty = drawing !== saved.drawing || (nameFits && name !== saved.name)
  const latest = useRef({ drawing, name, saved, dirty })
  latest.current = { drawing, name, saved, dirty }

  /** Saves what is on the canvas now; true when the server has it. */
  const save = useCallback(
    async (basedOn: number): Promise<boolean> => {
      const { drawing: sent, name: given, saved: before } = latest.current
      const sentName = given.trim() === '' ? before.name : given
      setSaving({ kind: 'saving' })
      try {
        const reply = await ask(
          {
            method: 'PUT',
            path: `/journeys/${detail.id}`,
            body: { name: sentName.trim(), definition: definitionOf(sent), basedOn },
          },
          JourneyDetail,
        )
        const now = { drawing: sent, name: sentName, revision: reply.draftRevision, at: serverClock.now() }
        latest.current = { ...latest.current, saved: now, dirty: latest.current.drawing !== sent }
        setSaved(now)
        setProblems(reply.problems)
        setChanged(reply.changedSincePublish)
        setSaving({ kind: 'quiet' })
        return true
      } catch (error) {
        const stale = error instanceof ApiFailure && error.status === 409
        setSaving(stale ? { kind: 'stale' } : { kind: 'failed', message: told(error).message })
        return false
      }
    },
    [detail.id],
  )

  /** One save at a time; whoever asks while one is under way waits for it and then saves what came since. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (flight.current !== null) await flight.current
    if (!latest.current.dirty) return true
    const going = save(latest.current.saved.revision)
    flight.current = going
    const done = await going
    flight.current = null
    return done
  }, [save])

  useEffect(() => {
    if (!dirty || saving.kind !== 'quiet') return
    const timer = setTimeout(() => void flush(), rest)
    return () => clearTimeout(timer)
  }, [dirty, saving.kind, flush])

  useEffect(() => {
    if (!dirty) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [dirty])

  const newest = () => ask({ path: `/journeys/${detail.id}` }, JourneyDetail)
  const trouble = (error: unknown) => setSaving({ kind: 'failed', message: told(error).message })

  /** My draft takes the place of the one saved meanwhile. */
  const keepMine = () =>
    newest()
      .then((theirs) => save(theirs.draftRevision))
      .catch(trouble)

  /** The newer draft is shown; mine is one step back. */
  const takeTheirs = () =>
    newest()
      .then((theirs) => {
        const present = drawingOf(theirs.draft)
        setHistory((before) => ({ past: [...before.past, before.present], present, future: [], last: null }))
        setName(theirs.name)
        setSaved({ drawing: present, name: theirs.name, revision: theirs.draftRevision, at: theirs.updatedAt })
        setProblems(theirs.problems)
        setSaving({ kind: 'quiet' })
      })
      .catch(trouble)

  const edited = (next: (before: History) => History) => {
    setHistory(next)
    setSaving((before) => (before.kind === 'failed' ? { kind: 'quiet' } : before))
  }

  return {
    drawing,
    name,
    setName,
    problems,
    setProblems,
    changedSincePublish,
    setChanged,
    savedAt: saved.at,
    dirty,
    saving,
    flush,
    keepMine,
    takeTheirs,
    change: (change: Change) => edited((before) => record(before, change)),
    undo: () => edited(undo),
    redo: () => edited(redo),
    mayUndo: history.past.length > 0,
    mayRedo: history.future.length > 0,
  }
}
export type Draft = ReturnType<typeof useDraft>
