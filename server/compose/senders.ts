import type { Platforms } from '../channels/contract.ts'
import type { Config } from '../config.ts'
import { createPixelCodes } from '../http/pixel-code.ts'
import { createUnsubscribeCodes } from '../http/unsubscribe-code.ts'
import type { Clock } from '../kit/clock.ts'
import type { Providers } from '../providers/open-providers.ts'
import type { Stores } from './stores.ts'

/** What channels through providers and our own pages need: addresses that lie sealed, links, the shelf of pop-ups. */
export function sendersOf({
  config,
  stores,
  providers,
  clock,
}: {
  config: Pick<Config, 'PUBLIC_URL' | 'SECRET_KEY'>
  stores: Stores
  providers: Providers
  clock: Clock
}): Pick<Platforms, 'providers' | 'people' | 'links' | 'popups' | 'pause'> {
  const codes = createUnsubscribeCodes(config.SECRET_KEY)
  const pixels = createPixelCodes(config.SECRET_KEY)
  return {
    providers,
    people: {
      phoneOf: async (contact) => (await stores.contacts.reveal(contact)).phone,
      emailOf: async (contact) => (await stores.contacts.reveal(contact)).email,
      async devicesOf(id) {
        const contact = await stores.contacts.get(id)
        return contact === null ? [] : stores.devices.of(contact.identities.map(({ key }) => key))
      },
      forgetDevices: stores.devices.forget,
    },
    links: {
      async shorten(url) {
        const code = await stores.shortLinks.codeOf(url, clock.now())
        return { code, address: `${config.PUBLIC_URL}/s/${code}` }
      },
      pixel: (effect) => `${config.PUBLIC_URL}/o/${pixels.codeOf(effect)}`,
      unsubscribe: (of) => `${config.PUBLIC_URL}/unsubscribe/${codes.codeOf(of)}`,
    },
    popups: stores.popups,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}
