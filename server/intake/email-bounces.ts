import { z } from 'zod'
import type { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { eventIdOf } from '../kit/event-id.ts'

/**
 * What a mail server tells after it took a mail. `hard`: the mailbox is not there and never will be; `soft`: this mail
 * did not arrive, another may; `complaint`: the person called it spam.
 */
export type Bounce = {
  messageIds: readonly string[]
  sort: 'hard' | 'soft' | 'complaint'
  reason: string
  at: Date | null
}

const text = z.string().trim()
const Plain = z.object({
  messageId: text.min(1).max(300),
  type: z.enum(['hard', 'soft', 'complaint']),
  reason: text.max(500).default(''),
  at: z.coerce.date().nullable().default(null),
})
/** The notice as it came by mail (RFC 3464), with the headers of the mail it is about. */
const Notice = z.object({ dsn: text.min(1).max(200_000), at: z.coerce.date().nullable().default(null) })
const Body = z.object({
  bounces: z
    .array(z.union([Plain, Notice]))
    .min(1)
    .max(500),
})

/** Null for a body that is none of this shape. A notice that tells of a delay or a delivery is no bounce. */
export function readBounces(body: unknown): Bounce[] | null {
  const parsed = Body.safeParse(body)
  if (!parsed.success) return null
  return parsed.data.bounces.flatMap((one) => {
    if ('dsn' in one) return bounceOfNotice(one.dsn, one.at)
    const { messageId, type, reason, at } = one
    return [{ messageIds: [inBrackets(messageId)], sort: type, reason, at }]
  })
}

const inBrackets = (id: string) => (id.startsWith('<') ? id : `<${id}>`)

function bounceOfNotice(notice: string, at: Date | null): Bounce[] {
  // A long header goes on in lines that begin with a space.
  const unfolded = notice.replace(/\r?\n[ \t]+/g, ' ')
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(unfolded)?.[1]?.trim() ?? ''
  const status = /^([245])\.\d{1,3}\.\d{1,3}/.exec(field('Status'))?.[0] ?? ''
  if (field('Action').toLowerCase() !== 'failed' || status === '') return []
  // Its own id comes first, the ids of what it is about after it; which of them is ours the outbox knows.
  const messageIds = [...unfolded.matchAll(/^(?:Original-)?Message-ID:[ \t]*(<[^>\s]+>)/gim)].map(([, id = '']) => id)
  return [{ messageIds, sort: isGone(status) ? 'hard' : 'soft', reason: status, at }]
}

/** RFC 3463: a mailbox or a domain that is not there. A full mailbox, a big mail, a policy may be otherwise tomorrow. */
const isGone = (status: string) => /^5\.(1\.[0123689]|1\.10|2\.1|4\.4)$/.test(status)

const words = { hard: '邮箱不存在或已停用', soft: '对方邮箱没有收下', complaint: '对方把邮件标为垃圾邮件' } as const
/** An answer may quote the address: of its words only codes are kept. */
const codesOf = (reason: string) => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reason)?.[0] ?? /\b[45]\d\d\b/.exec(reason)?.[0]

/** The effect is found by the receipt; a notice told twice is the same event. */
export function bounced(given: {
  contact: ContactId
  receipt: string
  bounce: Bounce
  /** The masked address that is not there any more. */
  gone: string | null
  now: Date
}): Incoming {
  const { contact, receipt, bounce, gone, now } = given
  const code = codesOf(bounce.reason)
  return {
    event: {
      id: eventIdOf('message.failed:email', JSON.stringify([receipt, bounce.sort])),
      at: bounce.at ?? now,
      ...{ account: null, name: 'message.failed', channel: 'email', effect: null, receipt },
      reason: `${words[bounce.sort]}${code === undefined ? '' : `（${code}）`}`,
    },
    claims: [],
    facts: gone === null ? {} : { attributes: { emailBounced: gone } },
    contact,
  }
}
