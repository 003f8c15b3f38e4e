import { z } from 'zod'

/** Every error of the API, in one shape. `message` is Chinese, fit for the person who sees it; `code` is for programs. */
export const ApiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    details: z.unknown().optional(),
  }),
})
export type ApiError = z.infer<typeof ApiError>

/** A page of a list; `next` is the cursor for the following page, null at the end. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int().optional() })
