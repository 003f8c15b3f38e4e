import { z } from 'zod'
import { ApiError } from '../../../shared/api/errors.ts'
import { serverClock } from './server-clock.ts'

/** What went wrong with a request, fit to be shown: a Chinese sentence, and the request id when the server gave one. */
export class ApiFailure extends Error {
  readonly code: string
  readonly status: number
  readonly requestId: string | null
  readonly details: unknown
  constructor(failure: { code: string; message: string; status: number; requestId: string | null; details?: unknown }) {
    super(failure.message)
    this.code = failure.code
    this.status = failure.status
    this.requestId = failure.requestId
    this.details = failure.details
  }
}

export type Query = Record<string, string | number | null | undefined>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Listener = () => void

const sessionListeners = new Set<Listener>()
/** Told when the server says that nobody is logged in any more. */
export function onSessionLost(listener: Listener): Listener {
  sessionListeners.add(listener)
  return () => {
    sessionListeners.delete(listener)
  }
}

export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const search = new URLSearchParams(given).toString()
  return `/api/v1${path}${search === '' ? '' : `?${search}`}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A reply that is not 2xx, as a failure. */
export function failureOf(status: number, text: string): ApiFailure {
  const told = ApiError.safeParse(parseJson(text))
  if (told.success) return new ApiFailure({ status, ...told.data.error })
  const message =
    status === 502 || status === 503 || status === 504
      ? '服务正在启动或暂时不可用，请稍后重试。'
      : `服务器没有给出可读的答复（${status}）。`
  return new ApiFailure({ code: 'reply.unreadable', message, status, requestId: null })
}

/** Parses a reply with its schema; one that does not fit is reported in the console and shown plainly. */
export function read<S extends z.ZodType>(
  reply: S,
  body: unknown,
  path: string,
  requestId: string | null,
): z.output<S> {
  const parsed = reply.safeParse(body)
  if (parsed.success) return parsed.data
  console.error(`The reply of ${path} does not fit its schema.`, z.prettifyError(parsed.error))
  throw new ApiFailure({
    code: 'reply.unexpected',
    message: '页面读不懂服务器的答复，可能是页面版本过旧。请刷新页面后再试。',
    status: 200,
    requestId,
  })
}

async function send(
  method: Method,
  path: string,
  query?: Query,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(addressOf(path, query), {
    method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    // Whoever asked no longer wants to know.
    if (signal?.aborted === true) throw error
    console.error('The request did not reach the server.', error)
    throw new ApiFailure({
      code: 'network',
      message: '连接不上服务器，请检查网络后重试。',
      status: 0,
      requestId: null,
    })
  })
  serverClock.hear(response.headers.get('x-now'))
  if (response.ok) return response
  const failure = failureOf(response.status, await response.text())
  if (response.status === 401 && path !== '/session') for (const listener of sessionListeners) listener()
  throw failure
}

/** Asks and reads the reply with its schema. */
export async function ask<S extends z.ZodType>(
  request: { method?: Method; path: string; query?: Query; body?: unknown; signal?: AbortSignal },
  reply: S,
): Promise<z.output<S>> {
  const response = await send(request.method ?? 'GET', request.path, request.query, request.body, request.signal)
  return read(reply, parseJson(await response.text()), request.path, response.headers.get('x-request-id'))
}

/** Does something whose reply says nothing more. */
export async function tell(request: { method: Method; path: string; body?: unknown }): Promise<void> {
  await send(request.method, request.path, {}, request.body)
}

/** Asks for a file and has the browser keep it under this name. */
export async function download(request: { method: Method; path: string; body: unknown; file: string }): Promise<void> {
  const response = await send(request.method, request.path, {}, request.body)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = request.file
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Sends a file and says how much of it has gone. */
export function upload<S extends z.ZodType>(
  request: { path: string; query: Query; file: File; onProgress: (part: number) => void },
  reply: S,
): Promise<z.output<S>> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', addressOf(request.path, request.query))
    // What it really is the server tells from its content.
    sending.setRequestHeader('content-type', 'application/octet-stream')
    sending.upload.onprogress = (event) => request.onProgress(event.total === 0 ? 0 : event.loaded / event.total)
    sending.onerror = () =>
      reject(new ApiFailure({ code: 'network', message: '上传中断，请检查网络后重试。', status: 0, requestId: null }))
    sending.onload = () => {
      if (sending.status < 200 || sending.status > 299) return reject(failureOf(sending.status, sending.responseText))
      try {
        resolve(read(reply, parseJson(sending.responseText), request.path, sending.getResponseHeader('x-request-id')))
      } catch (error) {
        reject(error)
      }
    }
    sending.send(request.file)
  })
}

/** The sentence and request id of any error, for a person. */
export function told(error: unknown): { message: string; requestId: string | null } {
  if (error instanceof ApiFailure) return { message: error.message, requestId: error.requestId }
  return { message: '页面出了问题，请刷新后再试。', requestId: null }
}
