import type { OaAccount } from '../../world/account.ts'
import { refuse } from '../refusal.ts'

/**
 * What kind of Official Account may call what (48001). Template messages and messages to named people belong to service
 * accounts (facts A4.2, A7.1); publishing and messages to many need verification (facts A8.2, A7.3), the rest of that
 * list is [U].
 */
const SERVICE = ['/cgi-bin/template/', '/cgi-bin/message/template/']
const VERIFIED = [
  '/cgi-bin/freepublish/',
  '/cgi-bin/message/mass/',
  '/cgi-bin/message/custom/',
  '/cgi-bin/message/subscribe/bizsend',
  '/cgi-bin/user/',
  '/cgi-bin/tags/',
  '/cgi-bin/qrcode/',
  '/cgi-bin/menu/addconditional',
  '/datacube/',
  ...SERVICE,
]
const isIn = (paths: readonly string[], path: string) => paths.some((begin) => path.startsWith(begin))

export function checkRights(account: OaAccount, path: string) {
  if (!account.verified && isIn(VERIFIED, path)) refuse(48001)
  if (!account.service && isIn(SERVICE, path)) refuse(48001)
}
