import {
  addresseeOf,
  askedThrough,
  type Channels,
  channelNamed,
  ledgerOf,
  reachThrough,
  senderOf,
  summaryOf,
} from '../channels/deliver.ts'
import type { Channel } from './needs.ts'

/** The registry of channels as the relay uses it. */
export function bindChannels(channels: Pick<Channels, 'deliver' | 'deliverTogether'>) {
  return (name: string): Channel | undefined => {
    const kind = channelNamed(name)
    if (!kind) return undefined
    return {
      audience: kind.audience,
      perPerson: kind.perPerson,
      perAddressee: kind.perAddressee
        ? { limits: kind.perAddressee.limits, whoOf: (address) => addresseeOf(name, address) }
        : null,
      repeat: kind.repeat,
      reach: (contact, now, content) => reachThrough(name, contact, now, content),
      summary: (content) => summaryOf(name, content),
      ledger: (sent) => ledgerOf(name, sent),
      deliver: (parcel) => channels.deliver({ channel: name, ...parcel }),
      together: kind.together
        ? {
            ...kind.together,
            asks: (address) => askedThrough(name, address),
            senderOf: (given) => senderOf(name, given),
            deliver: (errand) => channels.deliverTogether({ channel: name, ...errand }),
          }
        : null,
    }
  }
}
