import type { Upload } from '../../../server/platforms/upload.ts'

/** One platform call, close to the documents' own: what is asked, and a success. */
export type Examples = Record<string, { input: unknown; reply: unknown }>

/** A picture of a few bytes. */
export const aFile = (name = 'a.jpg'): Upload => ({
  name,
  type: 'image/jpeg',
  size: 6,
  async *open() {
    yield Buffer.from([0xff, 0xd8, 0x00, 0x00, 0xff, 0xd9])
  },
})
