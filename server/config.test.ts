import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigProblem, parseConfig, parseLaunch, variableNames } from './config.ts'

const enough = {
  PUBLIC_URL: 'https://weilu.example.com/',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/weilu',
  SECRET_KEY: 'k'.repeat(32),
}

function problemOf(parse: () => unknown): ConfigProblem {
  try {
    parse()
  } catch (error) {
    if (error instanceof ConfigProblem) return error
    throw error
  }
  throw new Error('the configuration was taken')
}

describe('the configuration', () => {
  it('takes the three things it cannot know and fills in the rest', () => {
    expect(parseConfig(enough)).toMatchObject({
      PORT: 3000,
      PUBLIC_URL: 'https://weilu.example.com',
      ROLE: 'all',
      ADMIN_PASSWORD: null,
      QUIET_HOURS: { from: '21:30', to: '09:00' },
      TIME_ZONE: 'Asia/Shanghai',
    })
  })

  it('takes an empty value as not given', () => {
    expect(parseConfig({ ...enough, PORT: '', API_TOKEN: '' })).toMatchObject({ PORT: 3000, API_TOKEN: null })
  })

  it('reads "off" as no quiet hours at all', () => {
    expect(parseConfig({ ...enough, QUIET_HOURS: 'off' }).QUIET_HOURS).toBeNull()
  })

  it('names every wrong and missing variable at once', () => {
    const problem = problemOf(() => parseConfig({ PORT: 'high', ROLE: 'boss', SECRET_KEY: 'short' }))
    expect(problem.variables).toEqual(['PORT', 'PUBLIC_URL', 'MONGODB_URI', 'ROLE', 'SECRET_KEY'])
    expect(problem.message).toContain('PUBLIC_URL: is missing; it must be an http(s) address')
    expect(problem.message).toContain('ROLE: must be one of all, web, worker')
  })

  it.each([
    ['a port above the range', 'PORT', '70000', 'from 1 to 65535'],
    ['a port with letters behind', 'PORT', '3000x', 'whole number'],
    ['an address that is no web address', 'PUBLIC_URL', 'ftp://files', 'http(s) address'],
    ['a database of another make', 'MONGODB_URI', 'postgres://x', 'MongoDB address'],
    ['an unknown way to find a database', 'DATABASE', 'redis', 'auto, uri, mongod'],
    ['a short key', 'SECRET_KEY', 'x'.repeat(31), 'at least 32'],
    ['a short password', 'ADMIN_PASSWORD', '1234567', 'at least 8'],
    ['a short token', 'API_TOKEN', 'abc', 'at least 24'],
    ['a puppet nobody chose', 'WECHATY_PUPPET', 'wechat4u', 'must be service'],
    ['an unknown sandbox mode', 'SANDBOX', 'maybe', 'auto, on, off'],
    ['a clock that stands', 'CLOCK_SPEED', '0', '0.1 to 86400'],
    ['a speed that is no number', 'CLOCK_SPEED', 'fast', '0.1 to 86400'],
    ['an unknown time zone', 'TIME_ZONE', 'Asia/Nowhere', 'time zone'],
    ['quiet hours that are no times', 'QUIET_HOURS', '25:00-09:00', 'two times'],
    ['a cap below nothing', 'DAILY_CAP', '-1', 'whole number'],
    ['an unknown log level', 'LOG_LEVEL', 'loud', 'trace'],
    ['a mail server that is a web address', 'SMTP_URL', 'https://mail.example.com', 'SMTP address'],
    ['a sender without an address', 'EMAIL_FROM', '云杉数据', 'must be an address'],
    ['a short webhook secret', 'WEBHOOK_SECRET', 'short', '24 characters'],
  ])('refuses %s', (_, variable, value, expected) => {
    const problem = problemOf(() => parseConfig({ ...enough, [variable]: value }))
    expect(problem.variables[0]).toBe(variable)
    expect(problem.message).toContain(expected)
  })

  it.each([
    ['SMS_PROVIDER', 'aliyun', ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET']],
    ['SMS_PROVIDER', 'tencent', ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_APP_ID']],
    ['SMS_PROVIDER', 'http', ['SMS_SIGN_NAME', 'SMS_ACCESS_KEY_SECRET', 'SMS_URL']],
    ['SMTP_URL', 'smtps://a:b@mail.example.com:465', ['EMAIL_FROM']],
    ['PUSH_URL', 'https://push.example.com', ['PUSH_SECRET']],
  ])('refuses %s=%s without what it needs', (variable, value, variables) => {
    expect(problemOf(() => parseConfig({ ...enough, [variable]: value })).variables).toEqual(variables)
  })

  it('never repeats a secret in its message', () => {
    expect(problemOf(() => parseConfig({ ...enough, SECRET_KEY: 'hunter2-hunter2' })).message).not.toContain('hunter2')
  })

  it('refuses a fast clock outside the sandbox', () => {
    expect(problemOf(() => parseConfig({ ...enough, SANDBOX: 'off', CLOCK_SPEED: '60' })).variables).toEqual([
      'CLOCK_SPEED',
    ])
  })
})

describe('the choice of a puppet', () => {
  it.each([['service'], ['wechaty-puppet-service']])('takes %s with its token', (name) => {
    const given = { ...enough, WECHATY_PUPPET: name, WECHATY_PUPPET_SERVICE_TOKEN: 'puppet_token' }
    expect(parseConfig(given).WECHATY_PUPPET).toBe('service')
  })

  it.each([
    ['a service without its token', { WECHATY_PUPPET: 'service' }, 'WECHATY_PUPPET_SERVICE_TOKEN'],
    ['a made-up one outside the sandbox', { WECHATY_PUPPET: 'mock', SANDBOX: 'off' }, 'WECHATY_PUPPET'],
  ])('refuses %s', (_, given, variable) => {
    expect(problemOf(() => parseConfig({ ...enough, ...given })).variables).toEqual([variable])
  })
})

describe('what the start script begins with', () => {
  it('may be nothing at all on a trial machine', () => {
    expect(parseLaunch({})).toMatchObject({ SECRET_KEY: null, PUBLIC_URL: null, MONGODB_URI: null })
  })

  it.each([
    ['a production start without a key', { SANDBOX: 'off', PUBLIC_URL: enough.PUBLIC_URL }, ['SECRET_KEY']],
    ['a production start without an address', { SANDBOX: 'off', SECRET_KEY: enough.SECRET_KEY }, ['PUBLIC_URL']],
    ['a given database without its address', { DATABASE: 'uri' }, ['MONGODB_URI']],
  ])('refuses %s', (_, environment, variables) => {
    expect(problemOf(() => parseLaunch(environment)).variables).toEqual(variables)
  })
})

describe('.env.example', () => {
  const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n')
  const named = lines.flatMap((line) => /^# ([A-Z_]+)=/.exec(line)?.[1] ?? [])

  it('names the same variables as the schema, in the same order', () => {
    expect(named).toEqual(variableNames)
  })

  it('has a comment line before each', () => {
    for (const [at, line] of lines.entries()) {
      if (/^# [A-Z_]+=/.test(line)) expect(lines[at - 1], line).toMatch(/^# (?![A-Z_]+=).+ .+/)
    }
  })
})
