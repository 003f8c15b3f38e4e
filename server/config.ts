import { z } from 'zod'

/** A setting that is missing or wrong: the process refuses to start and says which, and what it should be. */
export class ConfigProblem extends Error {
  readonly code = 'config.wrong'
  readonly variables: readonly string[]

  constructor(problems: readonly { variable: string; message: string }[]) {
    const lines = problems.map(({ variable, message }) => `  ${variable}: ${message}`)
    super(['The configuration is wrong (see .env.example):', ...lines].join('\n'))
    this.name = 'ConfigProblem'
    this.variables = problems.map(({ variable }) => variable)
  }
}

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: () => `must be one of ${values.join(', ')}` })

const wholeNumber = (minimum: number, maximum: number) => {
  const message = `must be a whole number from ${minimum} to ${maximum}`
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, message)
}

const httpUrl = z
  .string({ error: 'is missing; it must be an http(s) address' })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http(s) address')
  .transform((text) => text.replace(/\/+$/, ''))

const smtpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol),
    'must be an SMTP address, such as smtps://user:password@smtp.example.com:465',
  )

const mongodbUri = z
  .string({ error: 'is missing; it must be a MongoDB address' })
  .regex(/^mongodb(\+srv)?:\/\/.+/, 'must be a MongoDB address, such as mongodb://127.0.0.1:27017/weilu')

const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}, 'must be a time zone name, such as Asia/Shanghai')

const clockTime = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const quietHours = z
  .string()
  .regex(new RegExp(`^(?:off|${clockTime}-${clockTime})$`), "must be two times, such as 21:30-09:00, or 'off'")
  .transform((text) => {
    const [from, to] = text.split('-')
    return from === undefined || to === undefined ? null : { from, to }
  })

const clockSpeed = z
  .string()
  .transform(Number)
  .refine((speed) => speed >= 0.1 && speed <= 86_400, 'must be a number from 0.1 to 86400')

const secretKey = z
  .string({ error: 'is missing; it must have at least 32 characters, for example from: openssl rand -hex 32' })
  .min(32, 'must have at least 32 characters, for example from: openssl rand -hex 32')

const atLeast = (length: number) => z.string().min(length, `must have at least ${length} characters`)

/** By its own name or its package's: Wechaty's documents write `wechaty-puppet-service`. */
const wechatyPuppet = z
  .string()
  .transform((name) => name.replace(/^wechaty-puppet-/, ''))
  .pipe(z.enum(['service', 'mock'], { error: () => 'must be service or, in the sandbox, mock' }))

/** Every variable, in the order of `.env.example`. The code uses the same names, so a setting can be searched for. */
const Variables = z.object({
  PORT: wholeNumber(1, 65_535).default(3000),
  PUBLIC_URL: httpUrl,
  TRUST_PROXY: oneOf(['on', 'off']).default('off'),
  MONGODB_URI: mongodbUri,
  DATABASE: oneOf(['auto', 'uri', 'mongod', 'download', 'documentdb']).default('auto'),
  DATA_DIR: z.string().default('.weilu'),
  ROLE: oneOf(['all', 'web', 'worker']).default('all'),
  SECRET_KEY: secretKey,
  ADMIN_PASSWORD: atLeast(8).nullable().default(null),
  API_TOKEN: atLeast(24).nullable().default(null),
  WECHAT_API_URL: httpUrl.default('https://api.weixin.qq.com'),
  WECOM_API_URL: httpUrl.default('https://qyapi.weixin.qq.com'),
  WECOM_AUTHORIZE_URL: httpUrl.default('https://open.weixin.qq.com/connect/oauth2/authorize'),
  WECHATY_PUPPET: wechatyPuppet.nullable().default(null),
  WECHATY_URL: httpUrl.nullable().default(null),
  WECHATY_PUPPET_SERVICE_TOKEN: z.string().nullable().default(null),
  WECHATY_PUPPET_SERVICE_ENDPOINT: z.string().nullable().default(null),
  WECHATY_DAILY_CAP: wholeNumber(1, 10_000).default(200),
  SANDBOX: oneOf(['auto', 'on', 'off']).default('auto'),
  SANDBOX_URL: httpUrl.nullable().default(null),
  CLOCK_SPEED: clockSpeed.default(1),
  TIME_ZONE: timeZone.default('Asia/Shanghai'),
  QUIET_HOURS: quietHours.default({ from: '21:30', to: '09:00' }),
  DAILY_CAP: wholeNumber(0, 1000).default(1),
  WEEKLY_CAP: wholeNumber(0, 1000).default(3),
  SMS_PROVIDER: oneOf(['off', 'aliyun', 'tencent', 'http']).default('off'),
  SMS_SIGN_NAME: z.string().min(2).max(12).nullable().default(null),
  SMS_ACCESS_KEY_ID: z.string().nullable().default(null),
  SMS_ACCESS_KEY_SECRET: z.string().nullable().default(null),
  SMS_APP_ID: z.string().nullable().default(null),
  SMS_REGION: z.string().default('ap-guangzhou'),
  SMS_URL: httpUrl.nullable().default(null),
  SMTP_URL: smtpUrl.nullable().default(null),
  EMAIL_FROM: z
    .string()
    .regex(/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address, such as 云杉数据 <hello@example.com>')
    .nullable()
    .default(null),
  EMAIL_WEBHOOK_SECRET: atLeast(24).nullable().default(null),
  PUSH_URL: httpUrl.nullable().default(null),
  PUSH_SECRET: atLeast(24).nullable().default(null),
  WEBHOOK_SECRET: atLeast(24).nullable().default(null),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
export const variableNames: readonly string[] = Object.keys(Variables.shape)

/** The clock can only run fast where no real customer is. */
const clockKeepsTime = {
  check: ({ SANDBOX, CLOCK_SPEED }: { SANDBOX: string; CLOCK_SPEED: number }) => SANDBOX !== 'off' || CLOCK_SPEED === 1,
  problem: { path: ['CLOCK_SPEED'], message: 'can only be set in the sandbox; remove it or set SANDBOX=on' },
}

/** What each way to send needs besides the variable that switches it on. */
const neededBy = {
  aliyun: ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET'],
  tencent: ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_APP_ID'],
  http: ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_SECRET', 'SMS_URL'],
  off: [],
} as const

type Sending = Pick<
  z.output<typeof Variables>,
  (typeof neededBy)['aliyun' | 'tencent' | 'http'][number] | 'SMS_PROVIDER' | 'SMTP_URL' | 'EMAIL_FROM'
> & { PUSH_URL: string | null; PUSH_SECRET: string | null }

/** Half a provider is a mistake: the process says what is missing instead of refusing message after message. */
function providersAreWhole(given: Sending, context: z.core.$RefinementCtx) {
  const missing = (variable: string, by: string) =>
    context.addIssue({ code: 'custom', path: [variable], message: `is missing; ${by} needs it` })
  for (const variable of neededBy[given.SMS_PROVIDER]) {
    if (given[variable] === null) missing(variable, `SMS_PROVIDER=${given.SMS_PROVIDER}`)
  }
  if (given.SMTP_URL !== null && given.EMAIL_FROM === null) missing('EMAIL_FROM', 'SMTP_URL')
  if (given.PUSH_URL !== null && given.PUSH_SECRET === null) missing('PUSH_SECRET', 'PUSH_URL')
}

/** Wechaty's own default would log in through a protocol that gets accounts banned, so a puppet is never guessed. */
const puppetIsWhole = {
  check: (given: { WECHATY_PUPPET: string | null; WECHATY_PUPPET_SERVICE_TOKEN: string | null }) =>
    given.WECHATY_PUPPET !== 'service' || given.WECHATY_PUPPET_SERVICE_TOKEN !== null,
  problem: {
    path: ['WECHATY_PUPPET_SERVICE_TOKEN'],
    message: 'is missing; WECHATY_PUPPET=service needs the token of the puppet service',
  },
}
const mockOnlyInSandbox = {
  check: ({ WECHATY_PUPPET, SANDBOX }: { WECHATY_PUPPET: string | null; SANDBOX: string }) =>
    WECHATY_PUPPET !== 'mock' || SANDBOX !== 'off',
  problem: { path: ['WECHATY_PUPPET'], message: 'can be mock in the sandbox only' },
}

/** What the server runs on. */
const Config = Variables.refine(clockKeepsTime.check, clockKeepsTime.problem)
  .superRefine(providersAreWhole)
  .refine(puppetIsWhole.check, puppetIsWhole.problem)
  .refine(mockOnlyInSandbox.check, mockOnlyInSandbox.problem)
export type Config = z.output<typeof Config>

/** What the start script begins with: it may still have to find a database, an address and a key of its own. */
const Launch = Variables.extend({
  PUBLIC_URL: httpUrl.nullable().default(null),
  MONGODB_URI: mongodbUri.nullable().default(null),
  SECRET_KEY: secretKey.nullable().default(null),
})
  .refine(clockKeepsTime.check, clockKeepsTime.problem)
  .refine(puppetIsWhole.check, puppetIsWhole.problem)
  .refine(mockOnlyInSandbox.check, mockOnlyInSandbox.problem)
  .refine(({ SANDBOX, SECRET_KEY }) => SANDBOX !== 'off' || SECRET_KEY !== null, {
    path: ['SECRET_KEY'],
    message: 'is missing; outside the sandbox it must be given, with at least 32 characters',
  })
  .refine(({ SANDBOX, PUBLIC_URL }) => SANDBOX !== 'off' || PUBLIC_URL !== null, {
    path: ['PUBLIC_URL'],
    message: 'is missing; outside the sandbox it must be the https address the platforms reach this server at',
  })
  .refine(({ DATABASE, MONGODB_URI }) => DATABASE !== 'uri' || MONGODB_URI !== null, {
    path: ['MONGODB_URI'],
    message: 'is missing; DATABASE=uri needs the address of a MongoDB',
  })
  .superRefine(providersAreWhole)
export type Launch = z.output<typeof Launch>

type Environment = Readonly<Record<string, string | undefined>>

/** An empty value counts as not given: that is what `NAME=` in an env file means to people. */
function parseVariables<T>(schema: z.ZodType<T>, environment: Environment): T {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ConfigProblem(
    parsed.error.issues.map(({ path, message }) => ({ variable: path.map(String).join('.'), message })),
  )
}

export const parseConfig = (environment: Environment = process.env): Config => parseVariables(Config, environment)
export const parseLaunch = (environment: Environment = process.env): Launch => parseVariables(Launch, environment)
