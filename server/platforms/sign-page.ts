import { getJsApiSignature } from '@wecom/crypto'

/**
 * The signature a page shows the JS-SDK: the same sum on both platforms (facts A10.2, C6.1). Which ticket it is made
 * with decides what it opens.
 */
export function signPage(page: { ticket: string; nonceStr: string; timestamp: number; url: string }): string {
  return getJsApiSignature({ ...page, url: page.url.split('#')[0] ?? page.url }).signature
}
