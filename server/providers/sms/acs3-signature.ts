import { createHash, createHmac } from 'node:crypto'

/**
 * Alibaba Cloud's request signature V3 (ACS3-HMAC-SHA256), for RPC-style calls: parameters in the query, no body.
 * https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export type Acs3Request = {
  host: string
  action: string
  version: string
  params: Record<string, string>
  accessKeyId: string
  accessKeySecret: string
  nonce: string
  /** To the second: `2023-10-26T10:22:32Z`. */
  date: string
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
/** RFC 3986: also what `encodeURIComponent` leaves. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

export function signAcs3(given: Acs3Request): { query: string; headers: Record<string, string> } {
  const query = Object.keys(given.params)
    .sort()
    .map((name) => `${encode(name)}=${encode(given.params[name] ?? '')}`)
    .join('&')
  const signed: Record<string, string> = {
    host: given.host,
    'x-acs-action': given.action,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': given.date,
    'x-acs-signature-nonce': given.nonce,
    'x-acs-version': given.version,
  }
  const names = Object.keys(signed)
  const canonicalHeaders = names.map((name) => `${name}:${signed[name]}\n`).join('')
  const canonical = ['POST', '/', query, canonicalHeaders, names.join(';'), sha256('')].join('\n')
  const signature = createHmac('sha256', given.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`, 'utf8')
    .digest('hex')
  const { host: _, ...headers } = signed
  return {
    query,
    headers: {
      ...headers,
      authorization: `ACS3-HMAC-SHA256 Credential=${given.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`,
    },
  }
}
