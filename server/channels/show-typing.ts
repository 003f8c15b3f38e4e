import type { OpenId } from '../../shared/ids.ts'
import { inTime, NotInTime } from '../kit/in-time.ts'
import type { Platform } from '../platforms/call.ts'
import { PlatformDrifted, PlatformRefused, PlatformSilent, QuotaSpent } from '../platforms/errors.ts'
import { messageCustomTyping } from '../platforms/wechat-oa/api/message-custom-typing.ts'

/** The message itself takes it away: without a moment in between nobody would see it. */
const SEEN_MS = 1500
const PATIENCE_MS = 2000

/**
 * The person sees that somebody is writing. WeChat takes it only within 30 seconds of what the person did last (facts
 * A6.1); whatever it answers, or if it does not, the message leaves all the same.
 */
export async function showTyping(
  { platform, pause }: { platform: Platform; pause(ms: number): Promise<void> },
  touser: OpenId,
): Promise<void> {
  try {
    await inTime(platform.call(messageCustomTyping, { touser, command: 'Typing' }), PATIENCE_MS)
  } catch (error) {
    if (isTrouble(error)) return
    throw error
  }
  await pause(SEEN_MS)
}

const isTrouble = (error: unknown): boolean =>
  error instanceof PlatformRefused ||
  error instanceof PlatformSilent ||
  error instanceof PlatformDrifted ||
  error instanceof QuotaSpent ||
  error instanceof NotInTime
