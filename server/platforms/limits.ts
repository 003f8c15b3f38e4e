import { z } from 'zod'

/** Some limits count bytes: a Chinese character is three of them. */
export const bytesUpTo = (bytes: number) =>
  z.string().refine((text) => Buffer.byteLength(text) <= bytes, { message: `longer than ${bytes} bytes` })
