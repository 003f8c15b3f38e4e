import { z } from 'zod'
import { sendWelcomeMsg } from '../../platforms/wecom/api/send-welcome-msg.ts'
import { defineChannel } from '../contract.ts'
import { codeOf, GreetingAddress, reachAt } from '../greeting-address.ts'
import { SAYS_NOTHING, saysSomething, wecomBodyOf, wecomParts, wecomWords } from '../wecom-attachments.ts'
import { withoutVariables } from '../without-variables.ts'

/** In the name of the member who was added, by the code of that event (facts C4.6). */
export default defineChannel({
  name: 'wecom-welcome',
  label: '企业微信欢迎语',
  audience: 'customer',
  reachable: '刚添加员工为好友的客户',
  window: '添加好友后 20 秒内，一次；管理后台已配置欢迎语的员工除外',
  answers: {
    events: ['friend.added', 'friend.half-added', 'archiving.agreed'],
    what: '客户添加好友后 20 秒内',
  },
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'wecom',
  repeat: 'keyed',
  content: z.object(wecomParts).refine(saysSomething, SAYS_NOTHING),
  address: GreetingAddress,
  reach: reachAt('member'),
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.wecomApp(address.account)
    await platform.call(sendWelcomeMsg, { welcome_code: address.code, ...wecomBodyOf(content) })
    return { kind: 'sent', receipt: null }
  },
  ledger: codeOf,
  summary: (content) => withoutVariables(wecomWords(content)).slice(0, 80),
})
