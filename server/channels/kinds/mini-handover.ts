import { z } from 'zod'
import { defineChannel } from '../contract.ts'
import { MiniAddress, reachVisitor } from '../mini-address.ts'

/**
 * Hands a chat of the mini-program's customer service over to people. The platform takes that only as the answer to a
 * message it pushes (facts B5): it leaves on the callback that is being held, or not at all.
 */
export default defineChannel({
  name: 'mini-handover',
  label: '小程序转人工客服',
  audience: 'customer',
  reachable: '刚在小程序客服会话里说过话的人；由小程序后台绑定的空闲客服接待',
  window: '对方发来消息后几秒内',
  answers: { events: ['message.received'], what: '对方发来消息后几秒内' },
  quota: null,
  perPerson: null,
  cost: null,
  receipts: [],
  instant: true,
  pickable: true,
  account: null,
  repeat: 'unsafe',
  content: z.object({}),
  address: MiniAddress,
  /** The callback tells which mini-program it is: nobody has two conversations in the same seconds. */
  reach: (contact, now) => reachVisitor(contact, now, null),
  async deliver({ address }, { held }) {
    switch (await held.answer(address, { form: 'agent', agent: null })) {
      case 'answered':
        return { kind: 'sent', receipt: null }
      case 'lost':
        return { kind: 'unknown', why: '转人工已写出，但连接中断' }
      case 'nobody':
        return { kind: 'skipped', why: 'expired', says: '没有来得及在对方发来消息后几秒内转给人工客服' }
    }
  },
  ledger: () => null,
  summary: () => '小程序转人工客服',
})
