import { PlatformDrifted, PlatformRefused, PlatformSilent, QuotaSpent, waitOf } from '../platforms/errors.ts'

const spent = '平台的调用次数已用完，请在「设置 → 配额」查看何时恢复'
export type Tried = { ok: boolean; message: string; ip: string | null }

/** What came of trying an account's credentials, in the words of the person who must mend them. */
export async function triedCredentials(attempt: () => Promise<unknown>): Promise<Tried> {
  try {
    await attempt()
    return { ok: true, message: '凭据有效', ip: null }
  } catch (error) {
    const problem = problemOf(error)
    if (problem === null) throw error
    const ip = addressIn(error)
    return { ok: false, message: ip === null ? problem : `${problem}。平台看到的 IP 是 ${ip}`, ip }
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

/** WeCom names it in every refusal; only this one is about it. */
const NAMED = /(?:invalid ip|from your ip.*?from ip:)\s*([0-9a-f.:]*[0-9a-f])/i
/** Our own address as the platform sees it: it stands in the text of a refusal for it (facts 0.2, A1.3). */
function addressIn(error: unknown): string | null {
  return error instanceof PlatformRefused ? (NAMED.exec(error.errmsg)?.[1] ?? null) : null
}
