/** One small drawing per family of channels; the family is the first word of the channel's name. */
const drawings: Record<string, string> = {
  oa: 'M3 4h14v9H9l-4 3v-3H3z',
  mini: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7 12a2 2 0 0 0 3-2V8.5a2 2 0 0 1 3-1',
  wecom:
    'M7 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2 16c.5-3 2.5-4 5-4s4.5 1 5 4M13 5a2.5 2.5 0 0 1 0 5M14 12c2 .3 3.5 1.5 4 4',
  sms: 'M6 2h8v16H6zM9 15h2',
  phone: 'M6 2h8v16H6zM9 15h2',
  email: 'M3 5h14v10H3zM3 5l7 6 7-6',
}

export function ChannelIcon({ channel }: { channel: string }) {
  const drawing = drawings[channel.split('-')[0] ?? ''] ?? 'M4 10h12M10 4l6 6-6 6'
  return (
    <svg class="line-art" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d={drawing} />
    </svg>
  )
}
