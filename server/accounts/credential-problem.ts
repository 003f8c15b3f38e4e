import { PlatformDrifted, PlatformRefused, PlatformSilent } from '../platforms/errors.ts'
import { setupTroubles as mini } from '../platforms/wechat-mini/errcodes.ts'
import { setupTroubles as oa } from '../platforms/wechat-oa/errcodes.ts'
import { setupTroubles as wecom } from '../platforms/wecom/errcodes.ts'

const troubles = { oa, mini, wecom } as const

/** What is wrong with an account, in the words of the person who must mend it; null when the attempt succeeds. */
export async function credentialProblem(kind: keyof typeof troubles, attempt: () => Promise<unknown>) {
  try {
    await attempt()
    return null
  } catch (error) {
    const problem = problemOf(kind, error)
    if (problem === null) throw error
    return problem
  }
}

/** Null for what is no platform's trouble. */
export function problemOf(kind: keyof typeof troubles, error: unknown): string | null {
  if (error instanceof PlatformSilent) return '平台没有应答，请检查服务器能否访问外网，稍后再试'
  if (error instanceof PlatformDrifted) return '平台的应答无法识别，请检查接口地址的设置'
  if (!(error instanceof PlatformRefused)) return null
  const known = troubles[kind][error.errcode]
  if (known !== undefined) return known
  if (error.remedy === 'retry-soon') return '平台繁忙，请稍后再试'
  if (error.remedy === 'wait-quota') return '平台的调用次数已用完，请明天再试'
  return `平台拒绝了请求（错误码 ${error.errcode}：${error.errmsg}）`
}
