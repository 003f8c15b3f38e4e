import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import { createSignedCodes } from './signed-code.ts'

const Packed = z.tuple([ContactId, z.string().max(40)])

/** Names a person and a channel, signed: the link of a mail ends marketing to whom the mail was sent, and to nobody else. */
export function createUnsubscribeCodes(secretKey: string) {
  const codes = createSignedCodes(secretKey, 'unsubscribe/v1')
  return {
    codeOf: ({ contact, channel }: { contact: ContactId; channel: string }): string =>
      codes.codeOf(JSON.stringify([contact, channel])),
    /** Null for a code that we did not make. */
    read(code: string): { contact: ContactId; channel: string } | null {
      const text = codes.read(code)
      if (text === null) return null
      const [contact, channel] = Packed.parse(JSON.parse(text))
      return { contact, channel }
    },
  }
}
export type UnsubscribeCodes = ReturnType<typeof createUnsubscribeCodes>
