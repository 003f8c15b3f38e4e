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

const charsOf = (text: string) => [...text].length

/** Some texts are counted in characters, where an emoji is one. */
export const charsUpTo = (most: number) =>
  z
    .string()
    .trim()
    .min(1, '请填写内容')
    .refine((text) => charsOf(text) <= most, { message: `最多 ${most} 个字` })

export const optionalCharsUpTo = (most: number) =>
  z
    .string()
    .trim()
    .refine((text) => charsOf(text) <= most, { message: `最多 ${most} 个字` })
    .transform((text) => (text === '' ? undefined : text))
    .optional()

/** Nothing written is nothing said. */
export const optionalTextUpTo = (bytes: number) =>
  z
    .string()
    .trim()
    .refine((text) => bytesOf(text) <= bytes, { message: tooLong(bytes) })
    .transform((text) => (text === '' ? undefined : text))
    .optional()
