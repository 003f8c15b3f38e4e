import type { ParameterizedContext } from 'koa'
import { z } from 'zod'
import type { Admission, Asker } from './auth.ts'
import { invalidRequest } from './errors.ts'

/** What every middleware and route may read of a request besides what it says. */
export type RequestState = { requestId: string; route: string | null }
export type RequestContext = ParameterizedContext<RequestState>

/** A reply that is not JSON: the route writes it to `ctx` itself. */
export type RawReply = { contentType: string; note: string }

type Spec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType | RawReply | null, Who> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/${string}`
  /** One English line for the API's description. */
  summary: string
  auth: Admission<Who>
  params?: P
  query?: Q
  body?: B
  /** What the description says of the body, where the route reads it more patiently than it asks for it. */
  described?: z.ZodType
  /** Pages of others may call it: it believes no cookie and says itself whom it answers. */
  crossOrigin?: true
  /** Content types of a body that is streamed, never collected; the route reads `ctx.req`. */
  upload?: readonly string[]
  /** Schema of a JSON reply; null for 204. */
  reply: R
  /** 200 unless said. */
  status?: number
  /** False for a POST that only asks: nothing changes, so the audit log says nothing. */
  writes?: boolean
  answer(call: {
    params: z.output<P>
    query: z.output<Q>
    body: z.output<B>
    who: Who
    asker: Asker
    ctx: RequestContext
  }): Promise<R extends z.ZodType ? z.output<R> : void>
}

/** A route with its types closed over: what the router mounts and the OpenAPI document describes. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: `/${string}`
  summary: string
  auth: Admission<unknown>['name']
  params: z.ZodType | null
  query: z.ZodType | null
  body: z.ZodType | null
  described: z.ZodType | null
  crossOrigin: boolean
  upload: readonly string[] | null
  reply: z.ZodType | RawReply | null
  status: number
  writes: boolean
  answer(call: RawCall): Promise<unknown>
}
export type RawCall = {
  params: unknown
  query: unknown
  readBody(): Promise<unknown>
  asker: Asker
  ctx: RequestContext
}

/** Everything about one route in one object. Who asks is settled before a word of the request is believed. */
export function defineRoute<
  R extends z.ZodType | RawReply | null,
  Who,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(spec: Spec<P, Q, B, R, Who>): Route {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    auth: spec.auth.name,
    params: spec.params ?? null,
    query: spec.query ?? null,
    body: spec.body ?? null,
    described: spec.described ?? spec.body ?? null,
    crossOrigin: spec.crossOrigin ?? false,
    upload: spec.upload ?? null,
    reply: spec.reply,
    writes: spec.writes ?? spec.method !== 'GET',
    status: spec.status ?? (spec.reply === null ? 204 : 200),
    async answer({ params, query, readBody, asker, ctx }) {
      const who = spec.auth.admit(asker)
      return spec.answer({
        params: parsePart('path', spec.params, params),
        query: parsePart('query', spec.query, query),
        body: parsePart('body', spec.body, spec.body === undefined ? undefined : await readBody()),
        who,
        asker,
        ctx,
      })
    },
  }
}

function parsePart<S extends z.ZodType>(part: 'path' | 'query' | 'body', schema: S | undefined, value: unknown) {
  const parsed = (schema ?? z.any()).safeParse(schema === undefined ? undefined : value)
  if (parsed.success) return parsed.data
  throw invalidRequest(part, parsed.error)
}
