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

/** JSON lines on stdout (object first, then a fixed sentence), pretty enough for `jq`. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[removed]' },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  )
}
