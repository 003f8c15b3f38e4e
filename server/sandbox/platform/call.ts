import type { z } from 'zod'
import type { Simulation } from '../simulation.ts'
import type { MiniAccount, OaAccount, WecomAccount } from '../world/account.ts'
import { refuse } from './refusal.ts'

/**
 * One call of a platform: who may make it, what it must carry, what it answers. `wechat` is api.weixin.qq.com (Official
 * Account and mini-program share hosts, paths and tokens), `wecom` is qyapi.weixin.qq.com.
 */
export type Reply = Record<string, unknown>
export type CallContext = { sim: Simulation; query: Record<string, string>; subject: CallSubject }
/** Whom the journal names: filled in by the call as soon as it knows. */
export type CallSubject = { person: string | null; staff: string | null }

type Caller = { none: null; oa: OaAccount; mini: MiniAccount; wechat: OaAccount | MiniAccount; wecom: WecomAccount }
type CallerName = keyof Caller
type AnyCaller = OaAccount | MiniAccount | WecomAccount | null

type CallSpec<W extends CallerName, S extends z.ZodType> = {
  method: 'GET' | 'POST'
  path: string
  /** `none`: no access_token; `wechat`: the token of either kind will do. */
  caller: W
  /** Read from the query of a GET and from the JSON body of a POST. */
  input: S
  /** What a body that does not fit is called: 47001 unless the sheet names another code. */
  misfit?: number
  answer(input: z.infer<S>, caller: Caller[W], context: CallContext): Reply
}

export type PlatformCall = {
  method: 'GET' | 'POST'
  path: string
  caller: CallerName
  run(raw: unknown, caller: AnyCaller, context: CallContext): Reply
}

type Fits = { [W in CallerName]: (caller: AnyCaller) => Caller[W] | undefined }
const fits: Fits = {
  none: (caller: AnyCaller) => (caller === null ? null : undefined),
  oa: (caller: AnyCaller) => (caller?.kind === 'oa' ? caller : undefined),
  mini: (caller: AnyCaller) => (caller?.kind === 'mini' ? caller : undefined),
  wechat: (caller: AnyCaller) => (caller?.kind === 'oa' || caller?.kind === 'mini' ? caller : undefined),
  wecom: (caller: AnyCaller) => (caller?.kind === 'wecom' ? caller : undefined),
}

export function defineCall<const W extends CallerName, S extends z.ZodType>(spec: CallSpec<W, S>): PlatformCall {
  const fit: Fits[W] = fits[spec.caller]
  return {
    method: spec.method,
    path: spec.path,
    caller: spec.caller,
    run(raw, caller, context) {
      const fitting = fit(caller)
      // A mini-program's token at an Official Account's call, or the other way round (facts A1.3: lacks this API).
      if (fitting === undefined) return refuse(48001)
      const parsed = spec.input.safeParse(raw)
      if (!parsed.success) {
        const first = parsed.error.issues[0]
        return refuse(
          spec.misfit ?? 47001,
          spec.misfit === undefined
            ? undefined
            : `invalid parameter ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`,
        )
      }
      return spec.answer(parsed.data, fitting, context)
    },
  }
}
