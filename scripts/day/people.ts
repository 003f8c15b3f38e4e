import type { DemoAccount } from '../../server/sandbox/control-api.ts'
import { externalUserIdOf, openIdOf } from '../../server/sandbox/world/identity.ts'
import type { Group, Story } from './plan.ts'

/** Who the stories are about, by the names the platforms give them. */
export type Person = { id: string; openId: string; miniOpenId: string; externalUserId: string; staff: string }
export type Papers = {
  oa: Extract<DemoAccount, { kind: 'oa' }>
  mini: Extract<DemoAccount, { kind: 'mini' }>
  wecom: Extract<DemoAccount, { kind: 'wecom' }>
  staff: readonly string[]
}

export const prefixOf = (group: Group) => `day-${group}-`

export function personOf({ group, index }: Pick<Story, 'group' | 'index'>, papers: Papers): Person {
  const id = `${prefixOf(group)}${index}`
  const staff = papers.staff[index % papers.staff.length]
  if (staff === undefined) throw new Error('the company has no staff')
  return {
    id,
    openId: openIdOf(papers.oa.appId, id),
    miniOpenId: openIdOf(papers.mini.appId, id),
    externalUserId: externalUserIdOf(papers.wecom.corpId, id),
    staff,
  }
}
