import { createHash, createHmac } from 'node:crypto'

/**
 * Tencent Cloud's signature v3 (TC3-HMAC-SHA256) for a JSON body, over content type and host.
 * https://cloud.tencent.com/document/product/382/52071
 */
export type Tc3Request = {
  host: string
  service: string
  body: string
  secretId: string
  secretKey: string
  now: Date
}

const CONTENT_TYPE = 'application/json; charset=utf-8'
const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest()

export function signTc3({ host, service, body, secretId, secretKey, now }: Tc3Request): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const day = now.toISOString().slice(0, 10)
  const canonical = ['POST', '/', '', `content-type:${CONTENT_TYPE}\nhost:${host}\n`, 'content-type;host', sha256(body)]
  const scope = `${day}/${service}/tc3_request`
  const toSign = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical.join('\n'))].join('\n')
  const key = hmac(hmac(hmac(`TC3${secretKey}`, day), service), 'tc3_request')
  const signature = hmac(key, toSign).toString('hex')
  return {
    'content-type': CONTENT_TYPE,
    'x-tc-timestamp': timestamp,
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
  }
}
