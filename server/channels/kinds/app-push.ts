import { z } from 'zod'
import { defineChannel } from '../contract.ts'
import { PersonAddress } from '../person-address.ts'
import { fateOfAnswer } from '../provider-fates.ts'
import { withoutVariables } from '../without-variables.ts'

const NO_DEVICE = '没有登记过 App 设备'

/** The push server is asked to drop what it has seen, but phone makers promise nothing: after silence a person looks. */
export default defineChannel({
  name: 'app-push',
  label: 'App 推送',
  audience: 'customer',
  reachable: '装了贵司 App、并由 App 登记过设备的人',
  window: null,
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['clicked'],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'unsafe',
  content: z.object({
    title: z.string().trim().min(1, '请填写标题').max(20, '标题最多 20 字').meta({ title: '标题' }),
    text: z.string().trim().min(1, '请填写内容').max(50, '内容最多 50 字').meta({ title: '内容', widget: 'textarea' }),
    url: z.url().max(1000).optional().meta({ title: '点击后打开', widget: 'url' }),
  }),
  address: PersonAddress,
  reach: (contact) =>
    typeof contact.attributes.appDevice === 'string' && contact.attributes.appDevice !== ''
      ? { ok: true, address: PersonAddress.parse({ contact: contact.id }) }
      : { ok: false, why: NO_DEVICE },

  async deliver({ content, address, key, now }, { providers, people }) {
    if (providers.push === null) return { kind: 'refused', why: '还没有接入 App 推送服务' }
    const devices = await people.devicesOf(address.contact)
    if (devices.length === 0) return { kind: 'skipped', why: 'not-reachable', says: NO_DEVICE }
    const { title, text, url = null } = content
    const { answer, gone } = await providers.push.send({ devices, title, text, url, key })
    if (gone.length > 0) await people.forgetDevices(gone)
    return fateOfAnswer(answer, now)
  },

  ledger: () => null,
  summary: ({ title }) => withoutVariables(`App 推送：${title}`).slice(0, 80),
})
