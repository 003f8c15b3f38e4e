import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import { messageUpdateTemplateCard } from '../../platforms/wecom/api/message-update-template-card.ts'
import { defineChannel } from '../contract.ts'

/** Greys out the buttons of a card that was answered. A response code works once, for 72 hours. */
export default defineChannel({
  name: 'wecom-card-update',
  label: '企业微信卡片更新',
  audience: 'staff',
  reachable: '收到过这张卡片的员工',
  window: '卡片发出或被点击后 72 小时内，一次',
  quota: null,
  perPerson: null,
  cost: null,
  receipts: [],
  instant: false,
  pickable: false,
  account: 'wecom',
  repeat: 'keyed',
  content: z.object({ replaceText: z.string().min(1).max(20) }),
  address: z.object({ staff: StaffId, responseCode: z.string().min(1) }),
  reach: () => ({ ok: false, why: '卡片更新只发给员工' }),
  async deliver({ content, address }, platforms) {
    const { platform, agentId } = await platforms.wecom(address.staff)
    const { invaliduser } = await platform.call(messageUpdateTemplateCard, {
      userids: [userIdOf(address.staff)],
      agentid: Number(agentId),
      response_code: address.responseCode,
      button: { replace_name: content.replaceText },
    })
    return invaliduser.length > 0 ? { kind: 'skipped', why: 'not-reachable' } : { kind: 'sent', receipt: null }
  },
  ledger: () => null,
  summary: ({ replaceText }) => `卡片按钮改为「${replaceText}」`,
})
