import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signature of a body between Weilu and somebody else's server, either way, as standardwebhooks.com describes it, for
 * which receivers find a library in every language: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. A secret
 * that begins with `whsec_` is base64, any other is taken as it is.
 */
const TOLERANCE_SECONDS = 300

const keyOf = (secret: string) =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')

const signatureOf = (secret: string, id: string, timestamp: string, body: string) =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest()

/** `id` stays the same when a message is sent again: the receiver drops the second. */
export function signedHeaders(given: { secret: string; id: string; body: string; now: Date }): Record<string, string> {
  const timestamp = String(Math.floor(given.now.getTime() / 1000))
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': given.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signatureOf(given.secret, given.id, timestamp, given.body).toString('base64')}`,
  }
}

type Received = { secret: string; header(name: string): string; body: string; now: Date }

/** Whether the body came from somebody who knows the secret, within five minutes. Several signatures may be given, for a change of secrets. */
export function signatureHolds({ secret, header, body, now }: Received): boolean {
  const timestamp = header('webhook-timestamp')
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false
  const expected = signatureOf(secret, header('webhook-id'), timestamp, body)
  return header('webhook-signature')
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
