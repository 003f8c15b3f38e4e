import { createHmac } from 'node:crypto'

/**
 * The bearer token between the product and its Wechaty process, both ways. Made from the key all processes of the product
 * share, so that there is none to keep; the bot is given the token and never the key.
 */
export const botToken = (secretKey: string): string =>
  createHmac('sha256', secretKey).update('weilu.wechaty').digest('base64url')
