import { randomId, recall, remember } from './memory.ts'
import { showPopup, type Waiting } from './popup.ts'
import { leave, post } from './post.ts'

/**
 * The script a page of the company loads: `<script async src="https://…/sdk.js" data-key="wk_…"></script>`. It tells of
 * views, time spent, clicks on `data-weilu`, forms with `data-weilu-form` and shares; what can't be told now is told
 * later. Who the visitor is it can't claim: that takes a token of the company's server, or a signed link.
 */
type Properties = Record<string, string | number | boolean>

const SEND_AFTER_MS = 2000
const BATCH = 50
const LOOK_EVERY_MS = 60_000
const LONGEST_MS = 600_000
const PERSON_MARK = /[#&]wl_p=([\w.-]+)/

function start(script: HTMLScriptElement): void {
  const key = script.dataset.key ?? ''
  const base = new URL(script.src).origin
  const address = (what: string) => `${base}/api/v1/web/${what}?key=${encodeURIComponent(key)}`

  /** What an address says of the page; what it says of the visitor stays with them. */
  const page = () => {
    const told = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('utm_'))
    return (location.origin + location.pathname + (told.length > 0 ? `?${new URLSearchParams(told)}` : '')).slice(
      0,
      500,
    )
  }

  let timer = 0
  let wait = SEND_AFTER_MS
  let sending = false
  let over = false

  const queue = (kind: string, fields: Record<string, unknown> = {}) => {
    if (over) return
    const event = { id: randomId(), at: Date.now(), kind, page: page(), ...fields }
    remember((memory) => ({
      ...memory,
      queue: [...memory.queue, { v: memory.visitor, p: memory.person, e: event }],
    }))
    plan()
  }
  const plan = () => {
    if (timer === 0) timer = window.setTimeout(() => void send(), wait)
  }

  /** The first of the queue that are of one visitor: a person who came in between begins another batch. */
  const batch = () => {
    const { queue: waiting } = recall()
    const [first] = waiting
    if (first === undefined) return null
    const other = waiting.findIndex(({ v, p }) => v !== first.v || p !== first.p)
    const some = waiting.slice(0, Math.min(BATCH, other === -1 ? BATCH : other))
    const body = { visitor: first.v, person: first.p, now: Date.now(), events: some.map(({ e }) => e) }
    const sent = new Set(some.map(({ e }) => e.id))
    const forget = () => remember((memory) => ({ ...memory, queue: memory.queue.filter(({ e }) => !sent.has(e.id)) }))
    return { body, forget }
  }

  const send = async (): Promise<void> => {
    timer = 0
    const next = sending ? null : batch()
    if (next === null) return
    sending = true
    const { status } = await post(address('events'), next.body)
    sending = false
    const later = status === 0 || status === 429 || status >= 500
    wait = later ? Math.min(wait * 2, LONGEST_MS) : SEND_AFTER_MS
    // A key that is not for this page will not become so.
    if (status === 403 || status === 404) over = true
    if (!later) next.forget()
    if (!over && recall().queue.length > 0) plan()
  }

  let visibleSince = document.visibilityState === 'visible' ? Date.now() : 0
  let spent = 0
  /** The time the page was looked at since it was told last. */
  const tellTime = () => {
    if (visibleSince > 0) spent += Date.now() - visibleSince
    visibleSince = 0
    const seconds = Math.round(spent / 1000)
    spent = 0
    if (seconds > 0) queue('left', { seconds, page: viewed })
  }
  let viewed = page()
  const view = () => {
    viewed = page()
    queue('view', { title: document.title.slice(0, 100) })
  }
  const moved = () => {
    if (page() === viewed) return
    tellTime()
    visibleSince = Date.now()
    view()
  }
  const goodbye = () => {
    tellTime()
    const next = batch()
    if (next !== null && leave(address('events'), next.body)) next.forget()
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') goodbye()
    else visibleSince = Date.now()
  })
  addEventListener('pagehide', goodbye)
  addEventListener('popstate', moved)
  for (const name of ['pushState', 'replaceState'] as const) {
    const own = history[name]
    history[name] = function (this: History, ...given: Parameters<History['pushState']>) {
      own.apply(this, given)
      moved()
    }
  }
  document.addEventListener(
    'click',
    ({ target }) => {
      const found = target instanceof Element ? target.closest('[data-weilu]') : null
      if (found !== null) queue('click', { element: (found.getAttribute('data-weilu') ?? '').slice(0, 100) })
    },
    true,
  )
  document.addEventListener(
    'submit',
    ({ target }) => {
      const form = target instanceof HTMLFormElement ? target.dataset.weiluForm : undefined
      if (form === undefined || !(target instanceof HTMLFormElement)) return
      const fields: Record<string, string> = {}
      for (const [name, value] of new FormData(target)) {
        const input = target.querySelector(`[name="${CSS.escape(name)}"]`)
        const type = input instanceof HTMLInputElement ? input.type : ''
        if (typeof value === 'string' && type !== 'password' && type !== 'hidden') fields[name] = value.slice(0, 200)
      }
      queue('form', { form: form.slice(0, 60), fields })
    },
    true,
  )

  const identify = (token: string) => {
    const whose = token.split('.')[0]
    remember((memory) =>
      // Another person at the same browser is another visitor.
      memory.person !== null && memory.person.split('.')[0] !== whose
        ? { ...memory, visitor: randomId(), person: token }
        : { ...memory, person: token },
    )
    queue('identify')
  }

  let lookAfter = SEND_AFTER_MS
  const look = async (): Promise<void> => {
    if (over) return
    if (document.visibilityState === 'visible') {
      const { visitor, person } = recall()
      const who = { visitor, person }
      const { status, said } = await post(address('popup'), who)
      lookAfter = status === 200 ? LOOK_EVERY_MS : Math.min(Math.max(lookAfter * 2, LOOK_EVERY_MS), LONGEST_MS)
      if (status === 403 || status === 404) return
      const popup = status === 200 ? waitingIn(said) : null
      if (popup !== null) {
        const tell = (what: string) => leave(address('popup-steps'), { ...who, id: popup.id, what })
        tell('shown')
        showPopup(popup, tell)
      }
    }
    window.setTimeout(() => void look(), lookAfter)
  }

  const marked = PERSON_MARK.exec(location.hash)
  if (marked !== null) {
    // Whoever copies the address must not hand on who they are.
    history.replaceState(history.state, '', location.href.replace(PERSON_MARK, ''))
    identify(marked[1] ?? '')
  }
  view()
  if (script.dataset.popup !== 'off') window.setTimeout(() => void look(), lookAfter)
  plan()

  Object.assign(window, {
    weilu: {
      identify,
      track: (type: string, properties: Properties = {}) => queue('custom', { type, properties }),
      share: (title = document.title) => queue('share', { title: title.slice(0, 100) }),
      view: moved,
    },
  })
  document.dispatchEvent(new Event('weilu'))
}

function waitingIn(said: unknown): Waiting | null {
  if (typeof said !== 'object' || said === null || !('popup' in said)) return null
  return isWaiting(said.popup) ? said.popup : null
}

const isWaiting = (given: unknown): given is Waiting =>
  typeof given === 'object' && given !== null && 'id' in given && 'title' in given && 'button' in given

const own = document.currentScript
if (own instanceof HTMLScriptElement && !('weilu' in window)) start(own)
