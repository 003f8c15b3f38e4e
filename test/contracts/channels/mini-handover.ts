import type { ProviderSample } from '../channel-sample.ts'

export const sample: ProviderSample = {
  content: {},
  address: { appId: 'wx2', openId: 'o2' },
  through: { held: { answer: async () => 'answered' } },
}
