import type { Platforms } from '../../server/channels/contract.ts'
import type { ProviderAnswer } from '../../server/providers/answer.ts'
import type { Email } from '../../server/providers/email/contract.ts'
import type { Push } from '../../server/providers/push/contract.ts'
import type { Sms } from '../../server/providers/sms/contract.ts'

type Senders = Pick<Platforms, 'providers' | 'people' | 'links' | 'popups' | 'pause'>

/** A company that has set up no provider, and people without an address. */
export const nothingSetUp: Senders = {
  providers: { sms: null, signName: '云杉数据', email: null, push: null, webhook: null },
  people: {
    phoneOf: async () => null,
    emailOf: async () => null,
    devicesOf: async () => [],
    forgetDevices: async () => undefined,
  },
  links: {
    shorten: async () => ({ address: 'https://w.example/s/Ab3', code: 'Ab3' }),
    pixel: (effect) => `https://w.example/o/${effect}`,
    unsubscribe: ({ channel }) => `https://w.example/unsubscribe/${channel}`,
  },
  popups: { put: async () => undefined },
  pause: async () => undefined,
}

export type Left = { sms: Sms[]; email: Email[]; push: Push[]; webhook: { url: string; body: string; key: string }[] }

/** Every provider set up and answering the same, for a person who has a phone, a mailbox and a device. */
export function answering(answer: ProviderAnswer, gone: readonly string[] = []) {
  const left: Left = { sms: [], email: [], push: [], webhook: [] }
  const forgotten: string[] = []
  const keep = <T>(list: T[], one: T) => {
    list.push(one)
    return answer
  }
  const platforms: Senders = {
    ...nothingSetUp,
    providers: {
      signName: '云杉数据',
      sms: {
        ...{ name: 'http', label: '短信网关', acknowledgement: {} },
        send: async (sms) => keep(left.sms, sms),
        verifies: () => false,
        parse: () => null,
      },
      email: { send: async (email) => keep(left.email, email), close: () => undefined },
      push: { send: async (push) => ({ answer: keep(left.push, push), gone }) },
      webhook: { send: async (call) => keep(left.webhook, call) },
    },
    people: {
      phoneOf: async () => '13800001234',
      emailOf: async () => 'ming@example.com',
      devicesOf: async () => [{ id: 'd1', platform: 'ios', token: 'token-of-d1' }],
      async forgetDevices(ids) {
        forgotten.push(...ids)
      },
    },
  }
  return { platforms, left, forgotten }
}
