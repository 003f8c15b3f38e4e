import type { StaffId } from '../../shared/ids.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import type { AppPlatforms, ConnectedApp } from '../accounts/app-platforms.ts'
import type { Platforms, WecomLine } from '../channels/contract.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'find' | 'ofCompany' | 'byId'>
  held: Platforms['held']
  wechaty: Platforms['wechaty']
  senders: Pick<Platforms, 'providers' | 'people' | 'links' | 'popups' | 'pause'>
}

/** What the channels send through. Marketing has a client of its own in every connected app. */
export const createPlatformLines =
  ({ platforms, held, wechaty, senders }: Needs) =>
  (purpose: 'platform' | 'marketing'): Platforms => {
    const wecomLine = (app: ConnectedApp): WecomLine => ({
      corpId: app.account.appId,
      agentId: app.account.agentId ?? '',
      platform: app[purpose],
    })
    return {
      held,
      wechaty,
      ...senders,
      async oa(appId: string) {
        const app = await platforms.find('oa', appId)
        return { appId: app.account.appId, platform: app[purpose] }
      },
      async mini(appId: string) {
        const app = await platforms.find('mini', appId)
        return { appId: app.account.appId, platform: app[purpose] }
      },
      wecom: async (staff: StaffId | null) =>
        wecomLine(await platforms.ofCompany(staff === null ? '' : scopeOf(staff))),
      wecomApp: async (account: string) => wecomLine(await platforms.byId(account)),
    }
  }
