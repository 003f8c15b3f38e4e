import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import { externalContactAddMsgTemplate } from '../../platforms/wecom/api/external-contact-add-msg-template.ts'
import { type Delivery, defineChannel, type Platforms } from '../contract.ts'
import { reachFriend, WecomAddress } from '../friend-address.ts'
import { sameForAll } from '../same-for-all.ts'
import { OWNER_FIRST, senderAccount } from '../sender-account.ts'
import { SAYS_NOTHING, saysSomething, wecomBodyOf, wecomParts, wecomWords } from '../wecom-attachments.ts'

const Content = z.object({ ...senderAccount('wecom', OWNER_FIRST), ...wecomParts }).refine(saysSomething, SAYS_NOTHING)
type Content = z.output<typeof Content>

const MINUTE = 60_000

/**
 * A task for the member who answers for the customers: nothing leaves before the member confirms it (facts C4.7). What
 * became of it is asked for later (accounts/mass-results.ts). A company may let a customer have one a day, seven a week
 * or as many a month as it has days; one a day keeps to all of them.
 */
export default defineChannel({
  name: 'wecom-mass',
  label: '企业微信群发',
  audience: 'customer',
  reachable: '企业微信好友；由员工在手机上确认后发出，同一员工的客户攒十分钟一起发',
  window: null,
  quota: null,
  perPerson: { most: 1, per: 'day' },
  cost: null,
  receipts: ['delivered', 'failed'],
  instant: false,
  pickable: true,
  account: 'wecom',
  repeat: 'unsafe',
  content: sameForAll(Content),
  address: WecomAddress,
  reach: reachFriend,
  async deliver({ content, address }, platforms) {
    const [fate] = await handOver(content, [address], platforms)
    return fate ?? { kind: 'skipped', why: 'not-reachable' }
  },
  together: {
    senderOf: ({ address }) => ({ account: address.corpId, staff: address.staff }),
    most: 10_000,
    fewest: 1,
    gatherMs: 10 * MINUTE,
    deliver: ({ content, addresses }, platforms) => handOver(content, addresses, platforms),
  },
  ledger: () => null,
  summary: (content) => wecomWords(content).slice(0, 80),
})

async function handOver(content: Content, to: readonly WecomAddress[], platforms: Platforms): Promise<Delivery[]> {
  const [first] = to
  if (!first) return []
  const { platform } = await platforms.wecom(first.staff)
  const { msgid, fail_list: failed } = await platform.call(externalContactAddMsgTemplate, {
    external_userid: to.map(({ externalUserId }) => externalUserId),
    sender: StaffId.parse(userIdOf(first.staff)),
    ...wecomBodyOf(content),
  })
  const out = new Set(failed)
  return to.map(({ externalUserId }) =>
    out.has(externalUserId) ? { kind: 'skipped', why: 'not-reachable' } : { kind: 'handed', receipt: msgid },
  )
}
