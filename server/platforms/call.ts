import { z } from 'zod'
import { KeptBytes } from './answer-body.ts'
import type { Errcodes } from './errcode.ts'
import { PlatformDrifted, PlatformRefused, PlatformSilent, QuotaSpent, waitOf } from './errors.ts'
import type { Transport } from './http-transport.ts'
import type { Quota, Reservation } from './quota.ts'

/** One call of a platform: everything our code and the fake platform know about it. */
type Description<I extends z.ZodType, O extends z.ZodType> = {
  /** The page it was read from. */
  doc: string
  /** GET puts the input into the query, POST into a JSON body. */
  method: 'GET' | 'POST'
  path: string
  /** safe: may be sent twice; keyed: the platform dedupes by a key in the input; unsafe: never resent by us once it may have arrived. */
  repeat: 'safe' | 'keyed' | 'unsafe'
  /** none: the call carries its own credentials (token and login calls). */
  auth: 'token' | 'none'
  /** Input fields that a POST carries in its query. */
  query: readonly string[]
  /** The input field that is an `Upload`: the others then travel beside it in a form, as texts or as JSON. */
  file: string | null
  /** How much of the quota one call draws: itself, unless the platform counts the people it addresses. */
  units(input: z.output<I>): number
  input: I
  /** Fields we use. Unknown fields pass, missing ones are `PlatformDrifted`. */
  reply: O
}
/** What the answer may be instead of JSON: bytes of these content types (`image/`), so many at most. */
type Bytes = { types: readonly string[]; max: number }
export type Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = Description<I, O> & { bytes: null }
/** A call that answers bytes; its `reply` is the JSON it gives in some cases instead, `z.never()` if in none. */
export type ByteCall<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = Description<I, O> & {
  bytes: Bytes
}

type Optional = 'auth' | 'query' | 'file' | 'units'
type Spec<I extends z.ZodType, O extends z.ZodType> = Omit<Description<I, O>, Optional> & {
  auth?: 'none'
  query?: readonly (keyof z.input<I> & string)[]
  file?: keyof z.input<I> & string
  units?(input: z.output<I>): number
}
export function defineCall<I extends z.ZodType, O extends z.ZodType>(spec: Spec<I, O>): Call<I, O>
export function defineCall<I extends z.ZodType, O extends z.ZodType>(
  spec: Spec<I, O> & { bytes: Bytes },
): ByteCall<I, O>
export function defineCall<I extends z.ZodType, O extends z.ZodType>(spec: Spec<I, O> & { bytes?: Bytes }) {
  const { auth = 'token', query = [], file = null, bytes = null, units = () => 1, ...others } = spec
  return { ...others, auth, query, file, bytes, units }
}

/** An id that some answers give as a number and some as a string; big ones always arrive as strings. */
export const LooseId = z.union([z.string(), z.number()]).transform(String)

export type Tokens = {
  current(): Promise<string>
  /** A token other than `stale`, fetched at most once by all who ask at the same time. */
  renew(stale: string): Promise<string>
}

export type PlatformNeeds = {
  transport: Transport
  tokens: Tokens
  errcodes: Errcodes
  /** null: nobody keeps a book of these calls. */
  quota: Quota | null
  pause?: (ms: number) => Promise<void>
}

const Envelope = z.looseObject({ errcode: z.coerce.number().default(0), errmsg: z.string().default('') })
const RETRY_PAUSES = [100, 400]
/** So many busy answers of one API in a row are a storm: its calls are then tried once each, until one succeeds. */
const STORM = 6
const realPause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A client of one connected app. It adds the token, renews it once, repeats what may be repeated and sorts the answer. */
export function createPlatform({ transport, tokens, errcodes, quota, pause = realPause }: PlatformNeeds) {
  const busyInARow = new Map<string, number>()
  return { call, save }

  async function call<I extends z.ZodType, O extends z.ZodType>(
    api: Call<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    const answer = await withToken(api, { payload: api.input.parse(input), file: null })
    return sorted(api, answer)
  }

  /** Writes the answer's bytes to `file`; gives the answer itself where the platform sent JSON and no error. */
  async function save<I extends z.ZodType, O extends z.ZodType>(
    api: ByteCall<I, O>,
    input: z.input<I>,
    file: string,
  ): Promise<Saved<z.output<O>>> {
    const answer = await withToken(api, { payload: api.input.parse(input), file })
    if (answer instanceof KeptBytes) return { kind: 'file', bytes: answer.bytes, contentType: answer.contentType }
    return { kind: 'answer', answer: sorted(api, answer) }
  }

  async function withToken(api: AnyCall, asked: Asked): Promise<unknown> {
    if (api.auth === 'none') return repeated(api, asked, null)
    const token = await tokenFrom(tokens.current())
    try {
      return await repeated(api, asked, token)
    } catch (error) {
      if (!(error instanceof PlatformRefused) || error.remedy !== 'renew-token') throw error
      return repeated(api, asked, await tokenFrom(tokens.renew(token)))
    }
  }

  async function repeated(api: AnyCall, asked: Asked, token: string | null): Promise<unknown> {
    let unheard = false
    for (const wait of RETRY_PAUSES) {
      try {
        return await once(api, asked, token)
      } catch (error) {
        if (!mayRepeat(api.repeat, error) || inStorm(api)) throw knowing(error, unheard)
        unheard ||= error instanceof PlatformSilent && error.mayHaveHappened
        await pause(wait)
      }
    }
    try {
      return await once(api, asked, token)
    } catch (error) {
      throw knowing(error, unheard)
    }
  }

  function inStorm({ path }: AnyCall): boolean {
    return (busyInARow.get(path) ?? 0) >= STORM
  }

  /** The answer as it came, once it is known to be no refusal. */
  async function once(api: AnyCall, asked: Asked, token: string | null): Promise<unknown> {
    const { path } = api
    const place = await quota?.reserve(path, api.units(asked.payload))
    if (place?.kind === 'spent') throw new QuotaSpent({ api: path, until: place.until })
    const raw = await carried(api, asked, token, place)
    if (raw instanceof KeptBytes) return raw
    const head = Envelope.safeParse(raw)
    if (!head.success) throw new PlatformDrifted({ api: path, reason: 'not an object' })
    const { errcode, errmsg } = head.data
    const known = errcodes[errcode]
    const remedy = known?.remedy ?? 'fix-setup'
    if (remedy === 'retry-soon') busyInARow.set(path, (busyInARow.get(path) ?? 0) + 1)
    else busyInARow.delete(path)
    if (errcode === 0 || remedy === 'already-done') return raw
    const wait = waitOf(remedy)
    const until = wait === null ? null : await place?.refused(wait, { errcode, says: known?.says ?? errmsg })
    const words = { errmsg: withoutSecrets(errmsg, token, asked.payload), says: known?.says ?? null }
    throw new PlatformRefused({ api: path, errcode, remedy, ...words, until: until ?? null })
  }

  async function carried(api: AnyCall, asked: Asked, token: string | null, place: Reservation | undefined) {
    const { method, path, query, bytes } = api
    const keep = bytes && asked.file !== null ? { file: asked.file, maxBytes: bytes.max, types: bytes.types } : null
    try {
      return await transport({ method, path, token, input: asked.payload, query, file: api.file, keep })
    } catch (error) {
      const counted = error instanceof PlatformDrifted || (error instanceof PlatformSilent && error.mayHaveHappened)
      if (!counted && place?.kind === 'go') place.unused()
      throw error
    }
  }
}
export type Platform = ReturnType<typeof createPlatform>
export type Saved<A> = { kind: 'file'; bytes: number; contentType: string } | { kind: 'answer'; answer: A }
type AnyCall = Description<z.ZodType, z.ZodType> & { bytes: Bytes | null }
type Asked = { payload: unknown; file: string | null }

/** Without a token the call itself was not made, whatever became of the asking for one. */
async function tokenFrom(asking: Promise<string>): Promise<string> {
  try {
    return await asking
  } catch (error) {
    if (!(error instanceof PlatformSilent || error instanceof PlatformDrifted)) throw error
    throw new PlatformSilent({ api: error.api, mayHaveHappened: false, reason: error.reason })
  }
}

function sorted<O extends z.ZodType>(api: { path: string; reply: O }, answer: unknown): z.output<O> {
  const reply = api.reply.safeParse(answer)
  if (!reply.success) throw new PlatformDrifted({ api: api.path, reason: fieldsOf(reply.error) })
  return reply.data
}

/** Refused after a try that nobody heard the answer of: perhaps because that one was taken. */
function knowing(error: unknown, unheard: boolean): unknown {
  return unheard && error instanceof PlatformRefused ? error.afterUnheard() : error
}

function mayRepeat(repeat: Call['repeat'], error: unknown): boolean {
  if (error instanceof PlatformSilent) return !error.mayHaveHappened || repeat !== 'unsafe'
  return error instanceof PlatformRefused && error.remedy === 'retry-soon' && repeat !== 'unsafe'
}

const Credentials = z.object({
  secret: z.string().optional(),
  corpsecret: z.string().optional(),
  appsecret: z.string().optional(),
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
  welcome_code: z.string().optional(),
  code: z.string().optional(),
})

/** The platform may quote what it was given. */
function withoutSecrets(errmsg: string, token: string | null, payload: unknown): string {
  const given = Object.values(Credentials.safeParse(payload).data ?? {})
  const hidden = [token, ...given].filter((one) => typeof one === 'string' && one !== '')
  return hidden.reduce<string>((text, one) => text.replaceAll(one ?? '', '[removed]'), errmsg).slice(0, 300)
}

/** Names of the fields that did not fit: enough to mend the contract, nothing of the reply itself. */
const fieldsOf = (error: z.ZodError) =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || '(root)'} ${issue.code}`)
    .join(', ')
