import { z } from 'zod'
import { PlatformDrifted, PlatformRefused, PlatformSilent, type Remedy } from './errors.ts'
import type { Transport } from './http-transport.ts'

/** One call of a platform: everything our code and the fake platform know about it. */
export type Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  /** The page it was read from. */
  doc: string
  /** GET puts the input into the query, POST into a JSON body. */
  method: 'GET' | 'POST'
  path: string
  /** safe: may be sent twice; keyed: the platform dedupes by a key in the input; unsafe: never resent by us once it may have arrived. */
  repeat: 'safe' | 'keyed' | 'unsafe'
  /** none: the call carries its own credentials (token and login calls). */
  auth: 'token' | 'none'
  input: I
  /** Fields we use. Unknown fields pass, missing ones are `PlatformDrifted`. */
  reply: O
}

type CallSpec<I extends z.ZodType, O extends z.ZodType> = Omit<Call<I, O>, 'auth'> & { auth?: 'none' }
export function defineCall<I extends z.ZodType, O extends z.ZodType>(spec: CallSpec<I, O>): Call<I, O> {
  return { ...spec, auth: spec.auth ?? 'token' }
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
  remedies: Readonly<Record<number, Remedy>>
  pause?: (ms: number) => Promise<void>
}

const Envelope = z.looseObject({ errcode: z.coerce.number().default(0), errmsg: z.string().default('') })
const RETRY_PAUSES = [100, 400]
const realPause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A client of one connected app. It adds the token, renews it once, repeats what may be repeated and sorts the answer. */
export function createPlatform({ transport, tokens, remedies, pause = realPause }: PlatformNeeds) {
  return { call }

  async function call<I extends z.ZodType, O extends z.ZodType>(
    api: Call<I, O>,
    input: z.input<I>,
  ): Promise<z.output<O>> {
    const payload = api.input.parse(input)
    if (api.auth === 'none') return repeated(api, payload, null)
    const token = await tokens.current()
    try {
      return await repeated(api, payload, token)
    } catch (error) {
      if (!(error instanceof PlatformRefused) || error.remedy !== 'renew-token') throw error
      return repeated(api, payload, await tokens.renew(token))
    }
  }

  async function repeated<O extends z.ZodType>(api: Call<z.ZodType, O>, payload: unknown, token: string | null) {
    for (const wait of RETRY_PAUSES) {
      try {
        return await once(api, payload, token)
      } catch (error) {
        if (!mayRepeat(api.repeat, error)) throw error
        await pause(wait)
      }
    }
    return once(api, payload, token)
  }

  async function once<O extends z.ZodType>(api: Call<z.ZodType, O>, payload: unknown, token: string | null) {
    const raw = await transport({ method: api.method, path: api.path, token, input: payload })
    const head = Envelope.safeParse(raw)
    if (!head.success) throw new PlatformDrifted({ api: api.path, reason: 'not an object' })
    const { errcode, errmsg } = head.data
    if (errcode !== 0) {
      const remedy = remedies[errcode] ?? 'fix-setup'
      throw new PlatformRefused({ api: api.path, errcode, remedy, errmsg: withoutSecrets(errmsg, token, payload) })
    }
    const reply = api.reply.safeParse(raw)
    if (!reply.success) throw new PlatformDrifted({ api: api.path, reason: fieldsOf(reply.error) })
    return reply.data
  }
}
export type Platform = ReturnType<typeof createPlatform>

function mayRepeat(repeat: Call['repeat'], error: unknown): boolean {
  if (error instanceof PlatformSilent) return !error.mayHaveHappened || repeat !== 'unsafe'
  return error instanceof PlatformRefused && error.remedy === 'retry-soon' && repeat === 'safe'
}

const Credentials = z.object({ secret: z.string().optional(), corpsecret: z.string().optional() })

/** The platform may quote what it was given. */
function withoutSecrets(errmsg: string, token: string | null, payload: unknown): string {
  const { secret, corpsecret } = Credentials.safeParse(payload).data ?? {}
  const hidden = [token, secret, corpsecret].filter((one) => typeof one === 'string' && one !== '')
  return hidden.reduce<string>((text, one) => text.replaceAll(one ?? '', '[removed]'), errmsg).slice(0, 300)
}

/** Names of the fields that did not fit: enough to mend the contract, nothing of the reply itself. */
const fieldsOf = (error: z.ZodError) =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || '(root)'} ${issue.code}`)
    .join(', ')
