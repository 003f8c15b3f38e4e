import type { Reach } from '../../../shared/api/contacts.ts'
import { ChannelIcon } from '../ui/channel-icon.tsx'

/** Where the person can be reached now; where not, the reason stands beside it. */
export function ReachCard({ reach }: { reach: Reach[] }) {
  const open = reach.filter((channel) => channel.ok)
  const shut = reach.filter((channel) => !channel.ok)
  return (
    <section class="card">
      <h2>能联系到吗</h2>
      {reach.length === 0 && <p class="secondary">还没有可用的渠道。客户关注公众号或添加好友后会出现在这里。</p>}
      {open.length > 0 && (
        <ul class="channels">
          {open.map((channel) => (
            <li key={channel.channel} class="open">
              <ChannelIcon channel={channel.channel} />
              {channel.label}
            </li>
          ))}
        </ul>
      )}
      {shut.length > 0 && (
        <ul class="channels channels-shut">
          {shut.map((channel) => (
            <li key={channel.channel}>
              <ChannelIcon channel={channel.channel} />
              <span class="keep">{channel.label}</span>
              <span class="secondary">{channel.why ?? '现在联系不到'}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
