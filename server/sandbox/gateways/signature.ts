import { createHmac } from 'node:crypto'

/** standardwebhooks.com, read a second time: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. */
export const GATEWAY_SECRET = 'the sandbox gateways share this secret'

const mac = (id: string, timestamp: string, body: string) =>
  `v1,${createHmac('sha256', GATEWAY_SECRET).update(`${id}.${timestamp}.${body}`).digest('base64')}`

export const signedBy = (header: (name: string) => string, body: string): boolean =>
  header('webhook-signature')
    .split(' ')
    .includes(mac(header('webhook-id'), header('webhook-timestamp'), body)) &&
  Math.abs(Date.now() / 1000 - Number(header('webhook-timestamp'))) < 300

export function signatureFor(id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': mac(id, timestamp, body),
  }
}
