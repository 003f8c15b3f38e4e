import { findArticle, isArticleUrl } from '../platform/wechat/articles.ts'
import { findMini, type Simulation } from '../simulation.ts'

/**
 * A tap on a link is a page request by the phone. Pages of the product are asked for, so that its short links count the
 * tap; other addresses are only named, because the sandbox never leaves the machine.
 */
export type OpenedPage = {
  kind: 'page' | 'mini' | 'outside'
  url: string
  page: string
  status: number | null
  /** Where the phone's browser finds it; null when there is nothing to show. */
  frame: string | null
}

export const PHONE_AGENT =
  'Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701 NetType/WIFI Language/zh_CN'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The product under any of its loopback names: `PUBLIC_URL` and `--product-url` may differ in that. */
export function isOnProduct(sim: Simulation, address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const product = new URL(sim.productUrl)
  if (url.origin === product.origin) return true
  return (
    url.protocol === product.protocol &&
    url.port === product.port &&
    LOOPBACK.has(url.hostname) &&
    LOOPBACK.has(product.hostname)
  )
}

export const onProduct = (sim: Simulation, pathAndQuery: string): string =>
  new URL(pathAndQuery, sim.productUrl).toString()

export const miniPageUrl = (person: string, page: string): string =>
  `/sandbox/webview/mini?person=${encodeURIComponent(person)}&url=${encodeURIComponent(`/mini/#/${page.replace(/^\//, '')}`)}`

export const openedMini = (sim: Simulation, personId: string, page: string): OpenedPage | null => {
  if (findMini(sim) === null) return null
  const url = miniPageUrl(personId, page)
  return { kind: 'mini', url, page, status: null, frame: url }
}

const browserUrl = (path: string) => `/sandbox/webview/page?${new URLSearchParams({ url: path })}`
const outside = (url: string, status: number | null): OpenedPage => {
  return { kind: 'outside', url, page: '', status, frame: null }
}

export async function openPage(sim: Simulation, address: string): Promise<OpenedPage> {
  if (isArticleUrl(address)) {
    const status = findArticle(sim, address) === null ? 404 : 200
    return { kind: 'page', url: address, page: '', status, frame: browserUrl(address) }
  }
  if (!isOnProduct(sim, address)) return outside(address, null)
  let url = new URL(address)
  const { pathname, search } = url
  let status: number | null = null
  let current = onProduct(sim, `${pathname}${search}`)
  for (let hop = 0; hop < 5; hop += 1) {
    const response = await sim.fetch(current, {
      redirect: 'manual',
      headers: { 'user-agent': PHONE_AGENT, accept: 'text/html' },
      signal: AbortSignal.timeout(sim.callbackTimeoutMs),
    })
    status = response.status
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (status < 300 || status >= 400 || location === null) break
    url = new URL(location, current)
    if (!isOnProduct(sim, url.toString())) return outside(url.toString(), status)
    current = onProduct(sim, `${url.pathname}${url.search}`)
  }
  const path = `${url.pathname}${url.search}${url.hash}`
  return { kind: 'page', url: path, page: '', status, frame: browserUrl(path) }
}
