import { createPlatform } from '../../../server/platforms/call.ts'
import type { ProviderSample } from '../channel-sample.ts'

/** The bot's answers have a suite of their own, `test/contracts/wechaty-channel.test.ts`; here it must not be asked. */
const nobody = createPlatform({
  transport: () => Promise.reject(new Error('the bot was asked')),
  tokens: { current: async () => 'T', renew: async () => 'T' },
  errcodes: {},
  quota: null,
})

export const sample: ProviderSample = {
  content: { form: 'text', text: '您好，{{name}}' },
  address: { bot: 'wxid_bot', id: 'wxid_lin' },
  through: { wechaty: async () => nobody },
}
