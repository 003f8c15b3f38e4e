import { z } from 'zod'

/** One trigger of customer-service messages: each has its own bucket (facts A6.2). */
export const ServiceWindow = z.object({ until: z.number(), left: z.number().int() })

export const TemplateField = z.object({ key: z.string(), label: z.string() })
export const MessageTemplate = z.object({
  id: z.string(),
  appId: z.string(),
  title: z.string(),
  fields: z.array(TemplateField),
  example: z.string(),
})
export type MessageTemplate = z.infer<typeof MessageTemplate>

export const MenuButton: z.ZodType<MenuButton> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string().optional(),
    key: z.string().optional(),
    url: z.string().optional(),
    appid: z.string().optional(),
    pagepath: z.string().optional(),
    media_id: z.string().optional(),
    article_id: z.string().optional(),
    sub_button: z.array(MenuButton).optional(),
  }),
)
export type MenuButton = {
  name: string
  type?: string | undefined
  key?: string | undefined
  url?: string | undefined
  appid?: string | undefined
  pagepath?: string | undefined
  media_id?: string | undefined
  article_id?: string | undefined
  sub_button?: MenuButton[] | undefined
}

/** An uploaded file of a company, without what it holds. */
export const StoredFile = z.object({
  id: z.string(),
  kind: z.enum(['image', 'voice', 'video', 'file']),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
})
export type StoredFile = z.infer<typeof StoredFile>
