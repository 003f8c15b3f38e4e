import { z } from 'zod'

/** What this process is started with. `npm start` and `npm run wechaty` pass it on; nothing else here reads the environment. */
export const Settings = z
  .object({
    WECHATY_PUPPET: z.enum(['service', 'mock']),
    WECHATY_PUPPET_SERVICE_TOKEN: z.string().optional(),
    WECHATY_PUPPET_SERVICE_ENDPOINT: z.string().optional(),
    WECHATY_DAILY_CAP: z.coerce.number().int().positive().default(200),
    /** Where the product asks and gives messages. */
    WECHATY_HOST: z.string().default('127.0.0.1'),
    WECHATY_PORT: z.coerce.number().int().min(0).max(65_535),
    /** Where what happened is handed over, and the token both sides were given. */
    PRODUCT_URL: z.url(),
    BOT_TOKEN: z.string().min(24),
    /** The simulator that plays WeChat for the mock puppet. */
    SANDBOX_URL: z.url().optional(),
    DATA_DIR: z.string().min(1),
    LOG_LEVEL: z.string().default('info'),
  })
  .refine(({ WECHATY_PUPPET, SANDBOX_URL }) => WECHATY_PUPPET !== 'mock' || SANDBOX_URL !== undefined, {
    path: ['SANDBOX_URL'],
    message: 'is missing; the mock puppet lives in the sandbox',
  })
export type Settings = z.output<typeof Settings>
