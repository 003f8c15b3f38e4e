import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { createLog } from './log.ts'

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  write(createLog('info', sink))
  return text
}

it.each(['appSecret', 'token', 'password', 'phone', 'authorization'])(
  'never writes the value of a field called %s',
  (field) => {
    const text = written((log) => log.info({ [field]: '13800001111', account: { [field]: '13800001111' } }, 'a line'))
    expect(text).toContain('a line')
    expect(text).not.toContain('13800001111')
  },
)

it('writes an error without what it carries', () => {
  const error = Object.assign(new Error('the write failed'), {
    code: 11000,
    writeErrors: [{ op: { phone: '13800001111' } }],
  })
  const text = written((log) => log.error({ err: error }, 'a batch failed'))
  expect(JSON.parse(text).err).toMatchObject({ type: 'Error', message: 'the write failed', code: 11000 })
  expect(text).not.toContain('13800001111')
})
