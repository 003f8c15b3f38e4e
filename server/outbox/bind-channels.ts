import { type Channels, channelNamed, reachThrough, summaryOf } from '../channels/deliver.ts'
import type { Channel } from './needs.ts'

/** Platforms that drop a second call with the same key: template `client_msg_id`, WeCom's duplicate check, one-time codes. */
const keyed: ReadonlySet<string> = new Set(['oa-template', 'wecom-app', 'wecom-card-update', 'wecom-welcome'])

/** The registry of channels as the relay uses it. A channel nobody vouched for is never called twice. */
export function bindChannels(channels: Pick<Channels, 'deliver'>) {
  return (name: string): Channel | undefined => {
    const kind = channelNamed(name)
    if (!kind) return undefined
    return {
      audience: kind.audience,
      repeat: keyed.has(name) ? 'keyed' : 'unsafe',
      reach: (contact, now) => reachThrough(name, contact, now),
      summary: (content) => summaryOf(name, content),
      deliver: (parcel) => channels.deliver({ channel: name, ...parcel }),
    }
  }
}
