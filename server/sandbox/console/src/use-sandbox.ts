import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import {
  type ActAnswer,
  type DemoCompany,
  type JournalEntry,
  type MessageView,
  type Opened,
  type PhonesState,
  Refused,
  sandbox,
} from './api.ts'

/**
 * Everything the page shows, asked again whenever the simulator says that something changed. Without its stream
 * (a proxy may hold it back) the page still looks every two seconds.
 */
const LOOK_EVERY_MS = 2000
const KEPT_LINES = 300
export const TWO_DAYS = 172_800_000
/** The product reads the simulator's clock four times a second. */
const PRODUCT_FOLLOWS_MS = 600

export type Toast = { id: number; text: string; bad: boolean }

const chosen = () => {
  const query = new URLSearchParams(location.search)
  return { person: query.get('person'), staff: query.get('staff') }
}

export function useSandbox() {
  const [demo, setDemo] = useState<DemoCompany | null>(null)
  const [state, setState] = useState<PhonesState | null>(null)
  const [journal, setJournal] = useState<JournalEntry[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const [person, setPerson] = useState<string | null>(chosen().person)
  const [staff, setStaff] = useState<string | null>(chosen().staff)
  const [toasts, setToasts] = useState<Toast[]>([])
  const [busy, setBusy] = useState(0)
  const [jumps, setJumps] = useState(0)
  /** The page that is open on the follower's phone. */
  const [browsing, setBrowsing] = useState<string | null>(null)
  const toastId = useRef(0)
  /** One stream per page, whoever is chosen: a browser keeps six connections to a server. */
  const look = useRef<() => void>(() => undefined)

  const say = useCallback((text: string, bad = false) => {
    toastId.current += 1
    const toast = { id: toastId.current, text, bad }
    setToasts((shown) => [...shown.slice(-2), toast])
    setTimeout(() => setToasts((shown) => shown.filter((one) => one.id !== toast.id)), bad ? 7000 : 3500)
  }, [])

  const refresh = useCallback(async () => {
    try {
      const company = await sandbox.demo()
      setDemo(company)
      const who = person ?? company.walk?.person ?? ''
      const whom = staff ?? company.walk?.staff ?? company.staff[0]?.userId ?? ''
      const next = await sandbox.state(who, whom)
      if (next.person === null && company.walk !== null) setPerson(company.walk.person)
      setState(next)
      setProblem(null)
    } catch (error) {
      setProblem(error instanceof Refused ? error.message : '控制台读不懂模拟器的回答，请刷新页面')
      if (!(error instanceof Refused)) console.error(error)
    }
  }, [person, staff])

  // Another follower is another phone.
  const shown = state?.person?.id
  useEffect(() => setBrowsing(null), [shown])

  useEffect(() => {
    const query = new URLSearchParams()
    if (person !== null) query.set('person', person)
    if (staff !== null) query.set('staff', staff)
    const text = query.toString()
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`)
  }, [person, staff])

  useEffect(() => {
    void refresh()
    const timer = setInterval(() => void refresh(), LOOK_EVERY_MS)
    look.current = () => void refresh()
    return () => clearInterval(timer)
  }, [refresh])

  useEffect(() => {
    const add = (fresh: JournalEntry[]) =>
      setJournal((known) => {
        const seen = new Set(known.map((entry) => entry.seq))
        const merged = [...known, ...fresh.filter((entry) => !seen.has(entry.seq))]
        return merged.sort((one, other) => other.seq - one.seq).slice(0, KEPT_LINES)
      })
    const load = () =>
      sandbox.journal(KEPT_LINES).then(
        ({ entries }) => add(entries),
        () => undefined,
      )
    void load()
    const stream = new EventSource('/sandbox/api/stream')
    stream.addEventListener('hello', () => void load())
    stream.addEventListener('changed', () => look.current())
    stream.addEventListener('journal', (event) => add([JSON.parse(event.data) as JournalEntry]))
    return () => stream.close()
  }, [])

  /** Does something and says what became of its callbacks; answers what it opened, if anything. */
  const act = useCallback(
    async (work: () => Promise<ActAnswer | unknown>, done?: string): Promise<Opened | null> => {
      setBusy((count) => count + 1)
      try {
        const answer = await work()
        const result = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<ActAnswer>
        const failed = result.callbacks?.find((callback) => !callback.ok)
        if (failed !== undefined) say(`回调没有被产品接受：${failed.problem ?? '原因不明'}`, true)
        else if (done !== undefined) say(done)
        return result.opened ?? null
      } catch (error) {
        say(error instanceof Refused ? error.message : '没有做成，请看浏览器控制台', true)
        if (!(error instanceof Refused)) console.error(error)
        return null
      } finally {
        setBusy((count) => count - 1)
        void refresh()
      }
    },
    [refresh, say],
  )

  /** A tap on something that may open a page: in the phone's browser, or named when it lies elsewhere. */
  const show = useCallback(
    (result: Opened | null) => {
      if (result === null) return null
      if (result.kind === 'outside') say(`这个链接在产品之外，沙盒不打开：${result.url}`)
      if (result.kind === 'page') setBrowsing(result.frame)
      return result
    },
    [say],
  )
  const open = useCallback(
    (who: string, tap: { messageId: string; url?: string | undefined; option?: string | undefined }) =>
      act(() => sandbox.person(who, 'tap-link', tap)).then(show),
    [act, show],
  )

  /** Who said it in a group. */
  const speaker = useCallback(
    (message: MessageView) => {
      const member = demo?.staff.find((one) => one.userId === message.by)
      if (member !== undefined) return { name: member.name, tone: 'staff' as const }
      const inGroup = state?.staff?.groups.flatMap((one) => one.people).find((one) => one.person === message.by)
      const own = state?.person?.id === message.by ? state.person?.name : undefined
      return { name: own ?? inGroup?.name ?? '群成员', tone: 'person' as const }
    },
    [demo, state],
  )

  /** What shows the product's time must be opened afresh after it: `jumps` tells when. */
  const jumpTwoDays = useCallback(
    () =>
      act(async () => {
        await sandbox.setClock({ jumpMs: TWO_DAYS })
        await new Promise((followed) => setTimeout(followed, PRODUCT_FOLLOWS_MS))
        setJumps((count) => count + 1)
      }, '时间已拨快 2 天'),
    [act],
  )

  return {
    demo,
    state,
    journal,
    problem,
    person,
    staff,
    toasts,
    busy: busy > 0,
    setPerson,
    setStaff,
    act,
    jumpTwoDays,
    jumps,
    open,
    show,
    speaker,
    browsing,
    stopBrowsing: () => setBrowsing(null),
    say,
    refresh,
    clearLog: () => setJournal([]),
  }
}
export type Sandbox = ReturnType<typeof useSandbox>
export type Act = Sandbox['act']
