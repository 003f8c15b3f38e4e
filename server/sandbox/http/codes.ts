import { corpOf } from '../platform/wecom/corp.ts'
import { findOa, findWecom, nowMs, type Simulation } from '../simulation.ts'

/** Everything that can be scanned or opened, as it hangs on walls: what a follower finds without the product. */
export type Code = {
  sort: 'oa' | 'contact-way' | 'join-way' | 'acquisition' | 'kf'
  /** What the act is given: a scene, a config id, a link id, an account of 微信客服. */
  id: string
  name: string
  /** Scene or state: what the product hears. */
  state: string
  /** What the picture says. */
  text: string
  expiresAt: number | null
  expired: boolean
}

export function codesOf(sim: Simulation): Code[] {
  const oa = findOa(sim)
  const account = findWecom(sim)
  const now = nowMs(sim)
  const scenes: Code[] = sim.world.qrCodes
    .filter((code) => code.appId === oa?.appId)
    .map((code) => ({
      sort: 'oa',
      id: code.scene,
      name: code.name,
      state: code.scene,
      text: code.url,
      expiresAt: code.expiresAt,
      expired: code.expiresAt !== null && code.expiresAt <= now,
    }))
  // The same scene may have been made many times: one line each, the newest.
  const newest = [...new Map(scenes.map((code) => [code.id, code])).values()]
  const ways: Code[] = Object.values(sim.world.contactWays).map((way) => ({
    sort: 'contact-way',
    id: way.configId,
    name: way.remark || `联系 ${way.users.map((id) => sim.world.members[id]?.name ?? id).join('、')}`,
    state: way.state,
    text: way.qrCode,
    expiresAt: way.expiresAt,
    expired: way.expiresAt !== null && way.expiresAt <= now,
  }))
  if (account === null) return [...newest, ...ways]
  const { joinWays, groups, acquisitionLinks, kf } = corpOf(sim, account)
  const lasting = { expiresAt: null, expired: false }
  return [
    ...newest,
    ...ways,
    ...joinWays.map((way): Code => {
      const name = way.remark || groups.find((group) => way.chats.includes(group.id))?.name || '客户群'
      return { sort: 'join-way', id: way.id, name, state: way.state, text: way.qrCode, ...lasting }
    }),
    ...acquisitionLinks.map((link): Code => {
      return { sort: 'acquisition', id: link.id, name: link.name, state: '', text: link.url, ...lasting }
    }),
    ...kf.accounts.map((one): Code => {
      const text = `https://work.weixin.qq.com/kf/${one.id}`
      return { sort: 'kf', id: one.id, name: one.name, state: '', text, ...lasting }
    }),
  ]
}
