import { z } from 'zod'
import type { ContactId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import type { Clock } from '../../kit/clock.ts'
import { eventIdOf } from '../../kit/event-id.ts'
import { anyone } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { notFound } from '../errors.ts'
import type { PixelCodes } from '../pixel-code.ts'

export type MailPixelNeeds = {
  codes: Pick<PixelCodes, 'read'>
  /** The message of this effect; null when there is none, or nobody it was for any more. */
  mailOf(effect: string): Promise<{ channel: string; contact: ContactId } | null>
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
}

/** One clear dot. */
const DOT = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** The same id however often the picture is asked for: a mail is opened once. */
function opened(effect: string, mail: { channel: string; contact: ContactId }, at: Date): Incoming {
  const id = eventIdOf('message.opened', effect)
  const event = { id, at, account: null, name: 'message.opened' as const, channel: mail.channel, effect }
  return { event, claims: [], facts: {}, contact: mail.contact }
}

/**
 * The picture at the end of a mail. Who fetched it is not certain: mail services (Apple's and Google's first of all) fetch
 * pictures before anybody looks, and programs that show none never do. So "opened" is a hint, and a tapped link is proof.
 */
export const mailPixelRoutes = ({ codes, mailOf, acceptEvents, clock }: MailPixelNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/o/:code',
    summary: 'The picture by which a mail tells that it was opened; counted once',
    auth: anyone,
    params: z.object({ code: z.string().max(1024) }),
    reply: { contentType: 'image/gif', note: 'One clear dot' },
    async answer({ params: { code }, ctx }) {
      const effect = codes.read(code)
      if (effect === null) throw notFound()
      const mail = await mailOf(effect)
      if (mail !== null) await acceptEvents([opened(effect, mail, clock.now())])
      ctx.set('Cache-Control', 'no-store')
      ctx.type = 'image/gif'
      ctx.body = DOT
    },
  }),
]
