import { z } from 'zod'

/** The platforms count some texts in characters and others in UTF-8 bytes; a JavaScript length is neither. */
export const chars = (most: number) =>
  z.string().refine((text) => [...text].length <= most, { message: `more than ${most} characters` })
export const bytes = (most: number) =>
  z.string().refine((text) => Buffer.byteLength(text) <= most, { message: `more than ${most} bytes` })
