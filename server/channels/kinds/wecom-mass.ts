import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import { externalContactAddMsgTemplate } from '../../platforms/wecom/api/external-contact-add-msg-template.ts'
import type { Delivery, Platforms } from '../contract.ts'
import type { WecomAddress } from '../friend-address.ts'
import { memberTask } from '../member-task.ts'
import { sameForAll } from '../same-for-all.ts'
import { OWNER_FIRST, senderAccount } from '../sender-account.ts'
import { SAYS_NOTHING, saysSomething, wecomBodyOf, wecomParts, wecomWords } from '../wecom-attachments.ts'

const Content = z.object({ ...senderAccount('wecom', OWNER_FIRST), ...wecomParts }).refine(saysSomething, SAYS_NOTHING)
type Content = z.output<typeof Content>

const MINUTE = 60_000

/** A task for the member who answers for the customers (what became of it: accounts/mass-results.ts). */
export default memberTask({
  name: 'wecom-mass',
  label: '企业微信群发',
  reachable: '企业微信好友；由员工在手机上确认后发出，同一员工的客户攒十分钟一起发',
  content: sameForAll(Content),
  gatherMs: 10 * MINUTE,
  senderOf: ({ corpId, staff }) => ({ account: corpId, staff }),
  handOver,
  summary: (content) => wecomWords(content).slice(0, 80),
})

type Errand = { content: Content; to: readonly WecomAddress[] }

async function handOver({ content, to }: Errand, platforms: Platforms): Promise<Delivery[]> {
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
