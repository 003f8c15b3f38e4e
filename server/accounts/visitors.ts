import { randomBytes } from 'node:crypto'
import type { JsSignature, SidebarConfig } from '../../shared/api/staff.ts'
import type { AccountId, StaffId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { staffIdOf } from '../../shared/staff-id.ts'
import type { Clock } from '../kit/clock.ts'
import { NotConnected, PlatformRefused } from '../platforms/errors.ts'
import { signPage } from '../platforms/sign-page.ts'
import { code2session } from '../platforms/wechat-mini/api/code2session.ts'
import { getUserPhoneNumber } from '../platforms/wechat-mini/api/get-user-phone-number.ts'
import { getUserInfo } from '../platforms/wecom/api/get-user-info.ts'
import type { AppPlatforms } from './app-platforms.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'find' | 'ofCompany' | 'agentConfigTicket'>
  clock: Clock
  /** Where WeCom's OAuth begins: the platform's page, or the simulator's. */
  authorizeUrl: string
}

/** Who is in front of a page of ours: follower in the mini-program, salesperson in the sidebar. */
export function createVisitors({ platforms, clock, authorizeUrl }: Needs) {
  return {
    async loginMini({ appId, code }: { appId: string | null; code: string }): Promise<MiniVisitor> {
      const { account, platform } = await connected(() => platforms.find('mini', appId ?? undefined))
      const session = await orRefusal('mini.login-refused', 401, '登录没有成功，请重新打开小程序', () =>
        platform.call(code2session, { appid: account.appId, secret: account.secrets.appSecret, js_code: code }),
      )
      const { openid: openId, unionid: unionId = null } = session
      return { account: account.id, appId: account.appId, openId, unionId }
    },

    /** The number as the platform gives it; a foreign one with its country in front. */
    async phoneOfCode({ appId, code }: { appId: string; code: string }): Promise<string> {
      const { platform } = await connected(() => platforms.find('mini', appId))
      const { phone_info } = await orRefusal('mini.phone-refused', 422, '没有取得手机号，请再试一次', () =>
        platform.call(getUserPhoneNumber, { code }),
      )
      const { purePhoneNumber, countryCode } = phone_info
      return countryCode === '86' ? purePhoneNumber : `+${countryCode}${purePhoneNumber}`
    },

    /** The member behind a WeCom OAuth code; null when the code is no good or its owner is no member. */
    async staffOfCode({ code, company }: { code: string; company: string }): Promise<StaffId | null> {
      const { platform } = await connected(() => platforms.ofCompany(company))
      try {
        const { userid } = await platform.call(getUserInfo, { code })
        return userid === undefined ? null : staffIdOf(company, userid)
      } catch (error) {
        if (error instanceof PlatformRefused) return null
        throw error
      }
    },

    /** `company`: as `scopeOf` names it, empty for the one connected first. */
    async readSidebarConfig(company: string): Promise<SidebarConfig> {
      const { account } = await connected(() => platforms.ofCompany(company))
      return { corpId: account.appId, agentId: account.agentId ?? '', authorizeUrl }
    },

    /** For agentConfig, which wants the app's own ticket and not the company's (facts C6.1). */
    async signPage(url: string): Promise<JsSignature> {
      const app = await connected(() => platforms.ofCompany(companyIn(url)))
      const ticket = await platforms.agentConfigTicket(app)
      const page = { nonceStr: randomBytes(8).toString('hex'), timestamp: Math.floor(clock.now().getTime() / 1000) }
      return { ...page, signature: signPage({ ...page, ticket, url }) }
    },
  }
}
/** The page's own address names the company whose sidebar it stands in: see `alert-card.ts` and the account list. */
const companyIn = (url: string) => new URL(url).searchParams.get('company') ?? ''

export type Visitors = ReturnType<typeof createVisitors>
type MiniVisitor = { account: AccountId; appId: string; openId: string; unionId: string | null }

async function connected<T>(find: () => Promise<T>): Promise<T> {
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof NotConnected)) throw error
    throw new Refusal({ code: 'account.not-connected', status: 404, message: error.message })
  }
}

async function orRefusal<T>(code: string, status: number, message: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PlatformRefused)) throw error
    throw new Refusal({ code, status, message })
  }
}
