import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'

/**
 * Runs the real weapp build of the mini-program without WeChat: app.js and its pages in a `node:vm` context that has
 * what a client has (App, Page, Component, wx) and lacks what some clients lack (code from text, Intl). What a person
 * would see is read from `setData`; what they would do is fired through the page's own event handler.
 */
export type Asked = { path: string; method: string; token: string | null; body: unknown }
export type Answered = { status: number; body?: unknown; header?: Record<string, string> }
type Options = Record<string, unknown> & { success?: (result: unknown) => void; fail?: (problem: unknown) => void }
type Wx = Record<string, unknown>

/** A node of Taro's tree as `setData` carries it: short names, because every byte crosses a bridge. */
type Drawn = { sid?: string; uid?: string; cl?: string; v?: string; nn?: string; cn?: Drawn[] } & Record<
  string,
  unknown
>
type PageOptions = Record<string, unknown> & { data?: unknown; methods?: Record<string, unknown> }

export type WeappPage = {
  readonly path: string
  texts(): string[]
  /** Resolve when the text, or something of the class, is drawn; a failure lists what was drawn instead. */
  shows(text: string): Promise<void>
  draws(className: string): Promise<void>
  tap(className: string): void
  tapText(text: string): void
  type(className: string, value: string): void
  fire(className: string, event: string, detail: Record<string, unknown>): void
}

const LATE_MS = 5_000

export type Weapp = {
  /** Every request to the server, in order. */
  readonly asked: Asked[]
  /** Every call of the client's API, by name. */
  readonly called: string[]
  open(url: string): WeappPage
  page(): WeappPage
  close(): void
}

export function launchWeapp(of: {
  root: string
  answer: (asked: Asked) => Answered
  /** Answers of the client's API beyond the common ones, by name; an Error is a refusal. */
  wx?: Record<string, (options: Options) => unknown>
}): Weapp {
  const asked: Asked[] = []
  const called: string[] = []
  const stack: DrawnPage[] = []
  const timers = new Set<NodeJS.Timeout>()
  const registered = new Map<string, PageOptions>()
  let app: PageOptions = {}
  let loading = ''

  function request(options: Options): object {
    const header = recordOf(options.header)
    const url = new URL(String(options.url), 'https://weapp.test')
    const token = /^Bearer (.+)$/.exec(String(header.authorization ?? ''))?.[1] ?? null
    const one = {
      path: url.pathname + url.search,
      method: String(options.method ?? 'GET'),
      token,
      body: parsed(options.data),
    }
    asked.push(one)
    const { status, body, header: told = {} } = of.answer(one)
    // Across the bridge everything becomes text and back.
    const data = body === undefined ? '' : inside(body)
    later(() => options.success?.({ statusCode: status, data, header: told }))
    return { abort: () => undefined }
  }

  function navigate(options: Options): void {
    const instance = open(String(options.url))
    options.success?.({ errMsg: 'ok', instance })
  }

  const storage = new Map<string, unknown>()
  const answers: Wx = {
    ...commonAnswers,
    request,
    navigateTo: navigate,
    reLaunch(options: Options) {
      stack.length = 0
      navigate(options)
    },
    navigateBack(options: Options) {
      stack.pop()
      stack.at(-1)?.call('onShow')
      options.success?.({ errMsg: 'ok' })
    },
    nextTick: (work: () => void) => later(work),
    getStorageSync: (name: string) => storage.get(name) ?? '',
    setStorageSync: (name: string, value: unknown) => void storage.set(name, structuredClone(value)),
    onNetworkStatusChange: () => undefined,
  }
  // Taro takes the client's API as the keys it finds, so a proxy would not do.
  const byTap = ['login', 'requestSubscribeMessage', 'stopPullDownRefresh', ...Object.keys(of.wx ?? {})]
  const asynchronous = byTap.map((name) => [
    name,
    (options: Options = {}) => {
      called.push(name)
      const result = of.wx?.[name]?.(options) ?? { errMsg: `${name}:ok` }
      if (result instanceof Error) later(() => options.fail?.(inside({ errMsg: `${name}:${result.message}` })))
      else later(() => options.success?.(inside(result)))
    },
  ])
  const wx: Wx = { ...answers, ...Object.fromEntries(asynchronous) }

  const later = (work: () => void, ms = 0) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
    return timer
  }
  const register = (options: PageOptions) => void registered.set(loading, options)
  const context = vm.createContext(
    {
      console,
      setTimeout: later,
      clearTimeout,
      setInterval,
      clearInterval,
      wx,
      App: (options: PageOptions) => {
        app = options
      },
      Page: register,
      Component: register,
      getApp: () => app,
      getCurrentPages: () => stack.map((page) => page.instance),
    },
    { codeGeneration: { strings: false, wasm: false } },
  )
  vm.runInContext('globalThis.global = globalThis; delete globalThis.Intl', context)
  const toInside: (text: string) => unknown = vm.runInContext('(text) => JSON.parse(text)', context)
  const inside = (value: unknown) => toInside(JSON.stringify(value))

  const modules = new Map<string, { exports: unknown }>()
  function load(file: string): unknown {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const fresh = { exports: {} }
    modules.set(file, fresh)
    const source = `(function(require,module,exports){${fs.readFileSync(path.join(of.root, file), 'utf8')}\n})`
    const before = loading
    loading = file.replace(/\.js$/, '')
    const run: (...given: unknown[]) => void = vm.runInContext(source, context, { filename: file })
    const nearby = (name: string) => load(withJs(path.posix.join(path.posix.dirname(file), name)))
    run(nearby, fresh, fresh.exports)
    loading = before
    return fresh.exports
  }

  function open(url: string): DrawnPage {
    const [route = '', query = ''] = url.replace(/^\//, '').split('?')
    load(`${route}.js`)
    const options = registered.get(route)
    if (options === undefined) throw new Error(`${route} registered no page`)
    // As a client does: the values of the query arrive as they were written.
    const given = Object.fromEntries(
      query
        .split('&')
        .filter(Boolean)
        .map((pair) => [pair.split('=')[0], pair.split('=')[1]]),
    )
    const page = new DrawnPage(route, options, later)
    stack.push(page)
    page.call('onLoad', inside(given))
    page.call('onShow')
    page.call('onReady')
    return page
  }

  load('app.js')
  callOn(app, 'onLaunch', [inside({ path: 'pages/home/index', query: {}, scene: 1001 })])
  callOn(app, 'onShow', [inside({ path: 'pages/home/index', query: {}, scene: 1001 })])

  return {
    asked,
    called,
    open,
    page() {
      const top = stack.at(-1)
      if (top === undefined) throw new Error('no page is open')
      return top
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

class DrawnPage implements WeappPage {
  readonly path: string
  readonly instance: Record<string, unknown>
  private readonly watchers = new Set<() => void>()
  private readonly data: Record<string, unknown>

  constructor(route: string, options: PageOptions, later: (work: () => void) => void) {
    this.path = route
    this.data = recordOf(structuredClone(options.data ?? {}))
    this.instance = {
      ...options.methods,
      ...options,
      route,
      data: this.data,
      setData: (patch: Record<string, unknown>, done?: () => void) => {
        for (const [where, value] of Object.entries(patch)) put(this.data, where, value)
        for (const watcher of this.watchers) watcher()
        if (done) later(done)
      },
    }
  }

  call(name: string, ...given: unknown[]): void {
    callOn(this.instance, name, given)
  }

  texts(): string[] {
    return textsOf(this.root())
  }

  shows(text: string): Promise<void> {
    return this.until(`"${text}"`, () => this.texts().some((each) => each.includes(text)))
  }

  draws(className: string): Promise<void> {
    return this.until(`.${className}`, () => this.byClass(className) !== undefined)
  }

  private async until(what: string, there: () => boolean): Promise<void> {
    if (there()) return
    await new Promise<void>((resolve, reject) => {
      const watcher = () => there() && finish(resolve)
      const late = () => reject(new Error(`${what} was not drawn on ${this.path}, only ${this.texts().join(' | ')}`))
      const timer = setTimeout(() => finish(late), LATE_MS)
      const finish = (end: () => void) => {
        clearTimeout(timer)
        this.watchers.delete(watcher)
        end()
      }
      this.watchers.add(watcher)
    })
  }

  tap(className: string): void {
    this.fire(className, 'tap', {})
  }

  tapText(text: string): void {
    const found = chainTo(this.root(), (node) => node.v === text)
    if (found === null) throw new Error(`no "${text}" on ${this.path}: ${this.texts().join(' | ')}`)
    // A tap on a word goes up through everything around it, as WeChat's own events do.
    for (const node of found.reverse()) if (node.v === undefined) this.dispatch(node, 'tap', {})
  }

  type(className: string, value: string): void {
    this.fire(className, 'input', { value })
  }

  fire(className: string, event: string, detail: Record<string, unknown>): void {
    const node = this.byClass(className)
    if (node === undefined) throw new Error(`no .${className} on ${this.path}: ${this.texts().join(' | ')}`)
    this.dispatch(node, event, detail)
  }

  private byClass(className: string): Drawn | undefined {
    return chainTo(this.root(), (each) => (each.cl ?? '').split(/\s+/).includes(className))?.at(-1)
  }

  private dispatch(node: Drawn, type: string, detail: Record<string, unknown>): void {
    const sid = node.sid ?? node.uid
    const target = { id: sid, dataset: { sid } }
    this.call('eh', { type, timeStamp: Date.now(), target, currentTarget: target, detail, touches: [] })
  }

  private root(): Drawn[] {
    return isDrawn(this.data.root) ? [this.data.root] : []
  }
}

/** What every client answers without asking anybody. */
const commonAnswers: Wx = {
  getSystemInfoSync: () => ({ platform: 'devtools', windowWidth: 375, SDKVersion: '3.5.0' }),
  getWindowInfo: () => ({ windowWidth: 375, pixelRatio: 2 }),
  getDeviceInfo: () => ({ platform: 'devtools' }),
  getAppBaseInfo: () => ({ SDKVersion: '3.5.0' }),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0123456789abcdef', envVersion: 'release' } }),
  getLaunchOptionsSync: () => ({ path: 'pages/home/index', query: {}, scene: 1001 }),
  getEnterOptionsSync: () => ({ path: 'pages/home/index', query: {}, scene: 1001 }),
  canIUse: () => true,
  createSelectorQuery: () => ({}),
  onError: () => undefined,
}

const withJs = (file: string) => (file.endsWith('.js') ? file : `${file}.js`)
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isDrawn = (value: unknown): value is Drawn => isRecord(value)
const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
const parsed = (data: unknown): unknown => (typeof data === 'string' ? JSON.parse(data) : (data ?? null))

function callOn(owner: Record<string, unknown>, name: string, given: unknown[]): void {
  const own = owner[name]
  if (typeof own === 'function') own.apply(owner, given)
}

/** `root.cn.[0].cn.[2].v` is how Taro addresses what changed. */
function put(data: Record<string, unknown>, where: string, value: unknown): void {
  const steps = where.replace(/\.?\[(\d+)\]/g, '.$1').split('.')
  let at: Record<string, unknown> = data
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const next = at[step]
    if (isRecord(next)) at = next
    else {
      const made: Record<string, unknown> = /^\d+$/.test(steps[index + 1] ?? '') ? Object.assign([]) : {}
      at[step] = made
      at = made
    }
  }
  at[steps.at(-1) ?? ''] = value
}

function textsOf(nodes: Drawn[]): string[] {
  return nodes.flatMap((node) => [...(typeof node.v === 'string' ? [node.v] : []), ...textsOf(node.cn ?? [])])
}

/** The way from the root to the first node that fits. */
function chainTo(nodes: Drawn[], fits: (node: Drawn) => boolean): Drawn[] | null {
  for (const node of nodes) {
    if (fits(node)) return [node]
    const below = chainTo(node.cn ?? [], fits)
    if (below !== null) return [node, ...below]
  }
  return null
}
