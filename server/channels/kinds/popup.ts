import { PopupContent } from '../../../shared/channels/popup.ts'
import { DAY } from '../../../shared/local-time.ts'
import { defineChannel } from '../contract.ts'
import { PersonAddress } from '../person-address.ts'
import { withoutVariables } from '../without-variables.ts'

/** Waits on our own side until the person opens a page that asks for it: writing it twice writes it once. */
export default defineChannel({
  name: 'popup',
  label: '弹窗',
  audience: 'customer',
  reachable: '用过小程序、H5 会员页或接入网页的人，下次打开时看到',
  window: null,
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['opened', 'clicked'],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'safe',
  content: PopupContent,
  address: PersonAddress,
  reach: (contact) =>
    contact.identities.some(({ key }) => /^(mini|web):/.test(key))
      ? { ok: true, address: PersonAddress.parse({ contact: contact.id }) }
      : { ok: false, why: '没有使用过小程序，也没有访问过接入的网页' },

  async deliver({ content, address, key, now }, { popups }) {
    const expires = new Date(now.getTime() + content.days * DAY)
    await popups.put({ key, contact: address.contact, content, expires, now })
    return { kind: 'sent', receipt: null }
  },

  ledger: () => null,
  summary: ({ title }) => withoutVariables(`弹窗：${title}`).slice(0, 80),
})
