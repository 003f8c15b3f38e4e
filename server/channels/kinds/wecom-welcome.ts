import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { sendWelcomeMsg } from '../../platforms/wecom/api/send-welcome-msg.ts'
import { defineChannel } from '../contract.ts'
import { SAYS_NOTHING, saysSomething, wecomBodyOf, wecomParts, wecomWords } from '../wecom-attachments.ts'
import { withoutVariables } from '../without-variables.ts'

/** The welcome code comes with the event of being added, lives twenty seconds and works once. */
export default defineChannel({
  name: 'wecom-welcome',
  label: '企业微信欢迎语',
  audience: 'customer',
  reachable: '刚添加员工为好友的客户',
  window: '添加好友后 20 秒内，一次',
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: false,
  account: 'wecom',
  repeat: 'keyed',
  content: z.object(wecomParts).refine(saysSomething, SAYS_NOTHING),
  /** The member who was added: it is the company's own app that must answer. */
  address: z.object({ welcomeCode: z.string().min(1), staff: StaffId.nullable().default(null) }),
  reach: () => ({ ok: false, why: '只能在添加好友后 20 秒内发送' }),
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.wecom(address.staff)
    await platform.call(sendWelcomeMsg, { welcome_code: address.welcomeCode, ...wecomBodyOf(content) })
    return { kind: 'sent', receipt: null }
  },
  ledger: () => null,
  summary: (content) => withoutVariables(wecomWords(content)).slice(0, 80),
})
