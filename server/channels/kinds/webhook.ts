import { z } from 'zod'
import { MINUTE } from '../../../shared/local-time.ts'
import { defineChannel } from '../contract.ts'
import { PersonAddress } from '../person-address.ts'
import { fateOfAnswer } from '../provider-fates.ts'

/** Tells a system of the company about a person; a receiver that has seen its id drops the second call. */
export default defineChannel({
  name: 'webhook',
  label: '通知业务系统（Webhook）',
  audience: 'system',
  reachable: '任何客户；发给贵司自己的系统，客户不会收到',
  window: null,
  quota: null,
  perPerson: null,
  cost: null,
  receipts: [],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'safe',
  content: z.object({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .meta({ title: '接收地址', description: '以 https:// 开头；请求带签名，10 秒内应答 2xx' }),
    data: z
      .record(z.string().regex(/^\w{1,40}$/, '名称只能是字母、数字和下划线'), z.string().max(2000, '每项最多 2000 字'))
      .default({})
      .meta({ title: '附带的内容', description: '名称和值，值可使用变量' }),
  }),
  address: PersonAddress,
  reach: (contact) => ({ ok: true, address: PersonAddress.parse({ contact: contact.id }) }),

  async deliver({ content, address, key, now }, { providers }) {
    if (providers.webhook === null) return { kind: 'refused', why: '还没有设置 Webhook 的签名密钥' }
    const { url, data } = content
    const body = JSON.stringify({ id: key, type: 'journey.webhook', at: now, contact: address.contact, data })
    const fate = fateOfAnswer(await providers.webhook.send({ url, body, key }), now)
    return fate.kind === 'unknown' ? { kind: 'later', at: new Date(now.getTime() + MINUTE), why: 'busy' } : fate
  },

  ledger: () => null,
  summary: ({ url }) => `通知 ${URL.canParse(url) ? new URL(url).host : ''}`,
})
