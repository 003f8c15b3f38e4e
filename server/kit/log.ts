import pino from 'pino'

/** Fields that never reach a log line, wherever they hide one level deep. Phone numbers are never put in one at all. */
const SECRET_FIELDS = [
  'secret',
  'appSecret',
  'token',
  'access_token',
  'encodingAesKey',
  'password',
  'phone',
  'mobile',
  'cookie',
  'authorization',
]

export type Log = pino.Logger

/** An error's own words only: what else it carries (the document of a failed write, a request) may be a person's. */
function withoutCargo(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { type: name, message, code, stack, ...(cause instanceof Error ? { cause: cause.message } : {}) }
}

/** JSON lines on stdout (object first, then a fixed sentence), pretty enough for `jq`. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: withoutCargo },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[removed]' },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  )
}
