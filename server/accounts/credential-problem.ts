import { PlatformDrifted, PlatformRefused, PlatformSilent, QuotaSpent, waitOf } from '../platforms/errors.ts'

const spent = '平台的调用次数已用完，请在「设置 → 配额」查看何时恢复'

/** What is wrong with an account, in the words of the person who must mend it; null when the attempt succeeds. */
export async function credentialProblem(attempt: () => Promise<unknown>) {
  try {
    await attempt()
    return null
  } catch (error) {
    const problem = problemOf(error)
    if (problem === null) throw error
    return problem
  }
}

/** Null for what is no platform's trouble. */
export function problemOf(error: unknown): string | null {
  if (error instanceof PlatformSilent) return '平台没有应答，请检查服务器能否访问外网，稍后再试'
  if (error instanceof PlatformDrifted) return '平台的应答无法识别，请检查接口地址的设置'
  if (error instanceof QuotaSpent) return spent
  if (!(error instanceof PlatformRefused)) return null
  if (error.remedy === 'retry-soon') return '平台繁忙，请稍后再试'
  if (waitOf(error.remedy) !== null) return spent
  if (error.says !== null) return error.says
  return `平台拒绝了请求（错误码 ${error.errcode}：${error.errmsg}）`
}
