import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { chars } from '../text-limits.ts'

/** 获客助手 links (facts C4.2); paid by use. The 30 characters of a name are unconfirmed [U]. */
export const acquisitionLinkSettings = {
  link_name: chars(30).min(1),
  range: z.object({
    user_list: z.array(StaffId).optional(),
    department_list: z.array(z.number().int()).optional(),
  }),
  skip_verify: z.boolean().optional(),
  priority_option: z
    .object({ priority_type: z.number().int(), priority_userid_list: z.array(StaffId).optional() })
    .optional(),
  mark_source: z.boolean().optional(),
}

const MOST_CHANNEL_BYTES = 64

/** The link with a State of its own. What is longer the platform cuts without a word, so it is refused here. */
export function withChannel(url: string, channel: string): string {
  if (Buffer.byteLength(channel) > MOST_CHANNEL_BYTES) throw new RangeError('customer_channel is above 64 bytes')
  const address = new URL(url)
  address.searchParams.set('customer_channel', channel)
  return address.href
}
