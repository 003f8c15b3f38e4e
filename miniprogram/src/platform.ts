import Taro from '@tarojs/taro'
import { serverClock } from './server-clock'

/**
 * The one door to Taro. In WeChat it speaks to the client; in a browser to `window.weiluMiniHost`, which the sandbox
 * puts there before our scripts, and without it says that the page belongs into WeChat.
 */
type Consent = 'accept' | 'reject' | 'ban' | 'filter'
type MiniHost = {
  appId?: string
  login(): Promise<{ code: string }>
  getPhoneNumber(): Promise<{ code: string }>
  requestSubscribeMessage(templates: string[]): Promise<Record<string, 'accept' | 'reject'>>
  subscriptionsKept(templates: string[]): Promise<Record<string, 'accept' | 'reject'>>
  openSettings(templates: string[]): Promise<unknown>
  scene: string | null
}
declare global {
  interface Window {
    weiluMiniHost?: MiniHost
  }
}

export const inWeChat = process.env.TARO_ENV === 'weapp'
const host = (): MiniHost | null => (inWeChat ? null : (window.weiluMiniHost ?? null))

/** False in a browser that nobody prepared. */
export const isAtHome = () => inWeChat || host() !== null

/** A code of wx.login, single use, five minutes (facts B1); null when the client gave none. */
export async function loginCode(): Promise<string | null> {
  try {
    const { code } = inWeChat ? await Taro.login() : ((await host()?.login()) ?? { code: '' })
    return code || null
  } catch (refused) {
    console.warn('login', refused)
    return null
  }
}

export function appId(): string | null {
  return inWeChat ? Taro.getAccountInfoSync().miniProgram.appId : (host()?.appId ?? null)
}

/** What the person scanned or was sent to open us: the `scene` of a mini-program code. */
export function openedBy(): string | null {
  if (!inWeChat) return host()?.scene || null
  const scene = Taro.getLaunchOptionsSync().query?.scene
  return typeof scene === 'string' && scene !== '' ? plain(scene) : null
}

/** In a browser the host asks for the number; in WeChat only a button of its own kind may (`ui/phone-button.tsx`). */
export async function phoneCodeOfHost(): Promise<string | null> {
  try {
    return (await host()?.getPhoneNumber())?.code ?? null
  } catch (refused) {
    console.warn('phone number', refused)
    return null
  }
}

/** Must be called from a tap; at most three templates a time (facts B4). Null when the client could not ask. */
export async function askConsent(templates: string[]): Promise<Record<string, Consent> | null> {
  const asked = templates.slice(0, 3)
  try {
    const answer: Record<string, unknown> | undefined = inWeChat
      ? { ...(await Taro.requestSubscribeMessage({ tmplIds: asked, entityIds: [] })) }
      : await host()?.requestSubscribeMessage(asked)
    if (answer === undefined) return null
    return Object.fromEntries(asked.map((template) => [template, consentOf(answer[template])]))
  } catch (refused) {
    console.warn('subscribe', refused)
    return null
  }
}

/**
 * Whether the sheet will not come up again: all of these were refused with 「总是保持以上选择」, or the switch over all of them
 * is off (`withSubscriptions` tells only what was kept). Then only the settings can open them.
 */
export async function consentIsShut(templates: string[]): Promise<boolean> {
  try {
    const { mainSwitch, itemSettings } = inWeChat ? await settingsInWeChat() : await settingsOfHost(templates)
    return !mainSwitch || (templates.length > 0 && templates.every((template) => itemSettings[template] === 'reject'))
  } catch (refused) {
    console.warn('settings', refused)
    return false
  }
}

async function settingsInWeChat() {
  const { subscriptionsSetting } = await Taro.getSetting({ withSubscriptions: true })
  const items: Record<string, unknown> = { ...subscriptionsSetting?.itemSettings }
  return { mainSwitch: subscriptionsSetting?.mainSwitch !== false, itemSettings: items }
}

async function settingsOfHost(templates: string[]) {
  const items: Record<string, unknown> = (await host()?.subscriptionsKept(templates)) ?? {}
  return { mainSwitch: true, itemSettings: items }
}

/** Must be called from a tap. Comes back when the person has left the settings. */
export async function openConsentSettings(templates: string[]): Promise<void> {
  try {
    if (inWeChat) await Taro.openSetting({ withSubscriptions: true })
    else await host()?.openSettings(templates)
  } catch (refused) {
    console.warn('settings', refused)
  }
}

function consentOf(answer: unknown): Consent {
  return answer === 'accept' || answer === 'ban' || answer === 'filter' ? answer : 'reject'
}

export type Reply = { status: number; body: unknown; requestId: string | null }

/** Null: nothing came back. */
export async function send(request: { path: string; body?: unknown; token: string | null }): Promise<Reply | null> {
  const header: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' }
  if (request.token !== null) header.authorization = `Bearer ${request.token}`
  try {
    const reply = await Taro.request<unknown, string>({
      url: `${SERVER_URL}/api/v1${request.path}`,
      method: request.body === undefined ? 'GET' : 'POST',
      header,
      timeout: 12_000,
      ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
    })
    serverClock.hear(headerOf(reply.header, 'x-now'))
    return { status: reply.statusCode, body: reply.data, requestId: headerOf(reply.header, 'x-request-id') }
  } catch (silence) {
    console.warn('request', request.path.split('?')[0], silence)
    return null
  }
}

/** A browser writes header names small, WeChat as they were sent. */
function headerOf(headers: Record<string, unknown> | undefined, name: string): string | null {
  const found = Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : null
}

/** Pages of ours, by their path in app.config.ts. */
export function goTo(page: string, query: Record<string, string> = {}): void {
  const text = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  void Taro.navigateTo({ url: `/${page}${text === '' ? '' : `?${text}`}` })
}

/** A page of ours as a manager wrote it: `pages/form/index?from=popup`. */
export function goToAddress(page: string): void {
  void Taro.navigateTo({ url: page.startsWith('/') ? page : `/${page}` })
}

/** A web address: WeChat shows those of the account's business domains in a page of its own. */
export function openAddress(url: string): void {
  if (inWeChat) goTo('pages/web/index', { url })
  else window.location.assign(url)
}

export const hasPageBelow = () => Taro.getCurrentPages().length > 1

/** Back, or home when the page was opened directly. */
export function goBack(): void {
  if (hasPageBelow()) void Taro.navigateBack()
  else void Taro.reLaunch({ url: '/pages/home/index' })
}

export function goHome(): void {
  void Taro.reLaunch({ url: '/pages/home/index' })
}

/** The query arrives as it was written, in WeChat and in the browser. A stray % in a shared link must not break a page. */
function plain(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch (malformed) {
    if (malformed instanceof URIError) return value
    throw malformed
  }
}

export function queryOf(name: string): string | null {
  const value = Taro.getCurrentInstance().router?.params[name]
  if (typeof value !== 'string' || value === '') return null
  return plain(value)
}

const EVENTS = 'weilu-events'
let inBrowser: unknown = null
/** What waits for the server. A browser of the sandbox is somebody else the next moment: there it is only remembered. */
export const keptEvents = {
  read: (): unknown => (inWeChat ? Taro.getStorageSync<unknown>(EVENTS) : inBrowser),
  write(value: unknown): void {
    if (inWeChat) Taro.setStorageSync(EVENTS, value)
    else inBrowser = value
  },
}

/** Calls back whenever there is a network again. */
export function onNetwork(call: () => void): void {
  if (inWeChat) Taro.onNetworkStatusChange(({ isConnected }) => isConnected && call())
  else window.addEventListener('online', call)
}

/** Each time a page comes to the front, also when another page was closed above it. */
export const useShown = Taro.useDidShow
/** Each time another page covers it, or the mini-program goes to the background. */
export const useHidden = Taro.useDidHide
/** Pulling a list down reads it again. */
export const usePulled = Taro.usePullDownRefresh
export const endPull = () => Taro.stopPullDownRefresh()
