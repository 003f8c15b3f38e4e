import { z } from 'zod'

const tooLong = (bytes: number) => `最多 ${bytes} 字节（约 ${Math.floor(bytes / 3)} 个汉字）`
const bytesOf = (text: string) => new TextEncoder().encode(text).length

/** The platforms count UTF-8 bytes; a Chinese character takes three. */
export const textUpTo = (bytes: number) =>
  z
    .string()
    .trim()
    .min(1, '请填写内容')
    .refine((text) => bytesOf(text) <= bytes, { message: tooLong(bytes) })

/** Nothing written is nothing said. */
export const optionalTextUpTo = (bytes: number) =>
  z
    .string()
    .trim()
    .refine((text) => bytesOf(text) <= bytes, { message: tooLong(bytes) })
    .transform((text) => (text === '' ? undefined : text))
    .optional()
