import { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { parseJson } from '../kit/parse-json.ts'
import { type Keep, LocalFault, takeIn } from './answer-body.ts'
import { PlatformDrifted, PlatformSilent } from './errors.ts'
import { isTooDeep } from './json-depth.ts'
import { createForm, type Form, Upload } from './upload.ts'

export type TransportRequest = {
  method: 'GET' | 'POST'
  path: string
  token: string | null
  input: unknown
  /** Fields of the input that a POST carries in its query. */
  query?: readonly string[]
  /** The field of the input that is a file: the rest then travels as a form. */
  file?: string | null
  /** Where bytes go when the answer is some. */
  keep?: Keep | null
}
/**
 * Carries one call and brings back parsed JSON, or `KeptBytes`. What it throws is `PlatformSilent` or `PlatformDrifted`,
 * never with a URL in it; only a file of our own that can't be read or written is thrown as it is.
 */
export type Transport = (request: TransportRequest) => Promise<unknown>

/** The request surely never left, or never arrived: no connection was made. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const Query = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
const Fields = z.record(z.string(), z.unknown())
const Coded = z.object({ code: z.string() })

type Timing = { baseUrl: string; timeoutMs?: number; transferTimeoutMs?: number }
/** JSON and files over HTTP with kept connections, one time-out for the whole call and a limit on the reply. */
export function createHttpTransport({ baseUrl, timeoutMs = 8000, transferTimeoutMs = 60_000 }: Timing) {
  const base = baseUrl.replace(/\/+$/, '')
  const agent = new Agent({
    connections: 64,
    connect: { timeout: Math.min(3000, timeoutMs) },
  })

  const send: Transport = async (asked) => {
    const { method, path, token, file = null, keep = null } = asked
    const { inQuery, inBody } = shared(asked)
    const query = new URLSearchParams()
    if (token !== null) query.set('access_token', token)
    for (const [name, value] of Object.entries(Query.parse(inQuery))) query.set(name, String(value))
    const form = file === null ? null : formOf(inBody, file)
    const { status, answer } = await exchange({
      url: `${base}${path}${query.size > 0 ? `?${query}` : ''}`,
      path,
      method,
      json: method === 'POST' && form === null ? JSON.stringify(inBody) : null,
      form,
      keep,
    })
    if (typeof answer !== 'string') return answer
    if (status >= 500) throw new PlatformSilent({ api: path, mayHaveHappened: true, reason: `HTTP ${status}` })
    if (status >= 300 && status < 400) throw new PlatformDrifted({ api: path, reason: `HTTP ${status}, not followed` })
    if (isTooDeep(answer)) throw new PlatformDrifted({ api: path, reason: `HTTP ${status}, nested too deeply` })
    try {
      return parseJson(answer)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new PlatformDrifted({ api: path, reason: `HTTP ${status}, not JSON` })
    }
  }
  return { send, close: () => agent.close() }

  async function exchange({ url, path, method, json, form, keep }: Exchange) {
    const ms = form === null && keep === null ? timeoutMs : transferTimeoutMs
    try {
      const reply = await request(url, {
        method,
        body: form === null ? json : Readable.from(form.body()),
        dispatcher: agent,
        headersTimeout: ms,
        bodyTimeout: ms,
        signal: AbortSignal.timeout(ms),
        headers: headersOf(json, form),
      })
      return { status: reply.statusCode, answer: await takeIn(reply, path, keep) }
    } catch (error) {
      if (error instanceof PlatformSilent || error instanceof PlatformDrifted) throw error
      if (error instanceof LocalFault) throw error.cause
      if (form !== null && form.state.fault !== null) throw form.state.fault
      const code = codeOf(error)
      const arrived = !NEVER_ARRIVED.has(code) && (form === null || form.state.complete)
      throw new PlatformSilent({ api: path, mayHaveHappened: arrived, reason: code })
    }
  }
}
type Exchange = {
  url: string
  path: string
  method: 'GET' | 'POST'
  json: string | null
  form: Form | null
  keep: Keep | null
}
export type HttpTransport = ReturnType<typeof createHttpTransport>

/** A GET carries its input in the query; a POST only the fields that are named. */
function shared({ method, input, query = [] }: TransportRequest): { inQuery: unknown; inBody: unknown } {
  if (method === 'GET') return { inQuery: input, inBody: null }
  if (query.length === 0) return { inQuery: {}, inBody: input }
  const all = Object.entries(Fields.parse(input))
  return {
    inQuery: Object.fromEntries(all.filter(([name]) => query.includes(name))),
    inBody: Object.fromEntries(all.filter(([name]) => !query.includes(name))),
  }
}

/** Texts travel as they are, anything else as JSON. */
function formOf(input: unknown, field: string): Form {
  const { [field]: file, ...others } = Fields.parse(input)
  const given = Object.entries(others).filter(([, value]) => value !== undefined)
  const fields = given.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  return createForm({ fields: Object.fromEntries(fields), field, file: Upload.parse(file) })
}

function headersOf(json: string | null, form: Form | null): Record<string, string> {
  if (form !== null) return { 'content-type': form.contentType, 'content-length': String(form.length) }
  return json === null ? {} : { 'content-type': 'application/json; charset=utf-8' }
}

/** The network error's code only: its message may quote the address, and the address holds the token. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const coded = Coded.safeParse(error)
  if (coded.success) return coded.data.code
  return error instanceof Error ? error.name : 'unknown'
}
