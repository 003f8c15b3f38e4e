import { createSignedCodes } from './signed-code.ts'

/**
 * Names one mail by the key of its effect, signed, for the picture nobody sees: whose mail it was only the outbox knows, so
 * the address says nothing about a person, and nobody can count a mail that we did not send.
 */
export const createPixelCodes = (secretKey: string) => createSignedCodes(secretKey, 'mail-pixel/v1')
export type PixelCodes = ReturnType<typeof createPixelCodes>
