import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, expect, it, test } from 'vitest'
import { z } from 'zod'
import { plainTextOf } from './plain-text.ts'
import { smtpEmail } from './smtp.ts'

/** A mail server that answers each command as the table says, and with `ok` otherwise. */
async function startServer(answers: Record<string, string>) {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    let buffer = ''
    let inData = false
    socket.write('220 test\r\n')
    const reply = (command: string, otherwise: string) => {
      const answer = answers[command] ?? otherwise
      if (answer === 'hang-up') socket.destroy()
      else socket.write(`${answer}\r\n`)
    }
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      buffer += chunk
      for (;;) {
        const mark = inData ? '\r\n.\r\n' : '\r\n'
        const end = buffer.indexOf(mark)
        if (end < 0) return
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + mark.length)
        heard.push(line)
        if (inData) {
          inData = false
          reply('.', '250 2.0.0 taken')
        } else {
          const command = line.slice(0, 4).toUpperCase()
          inData = command === 'DATA'
          reply(command, inData ? '354 go on' : '250 ok')
        }
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `smtp://127.0.0.1:${port}`,
    heard,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})
const TO = 'ming@example.com'
const mail = { to: TO, subject: '您好，权益到账', html: '<p>正文</p>', key: 'en_1:2:0', unsubscribe: null }
async function sends(answers: Record<string, string>, more: { email?: object; insecure?: boolean } = {}) {
  const server = await startServer(answers)
  const from = '云杉数据 <hello@yunshan.example>'
  const provider = smtpEmail({ url: server.url, from, insecure: more.insecure ?? true, timeoutMs: 5000 })
  undo.push(server.close, provider.close)
  return { answer: await provider.send({ ...mail, ...more.email }), heard: server.heard }
}

const refusals: [string, Record<string, string>, object][] = [
  ['a mailbox that is not there', { RCPT: `550 5.1.1 <${TO}> no such user` }, { remedy: 'not-reachable' }],
  ['a mailbox that is busy', { RCPT: `450 4.2.1 <${TO}> try later` }, { remedy: 'retry-soon' }],
  ['a sender it does not take', { MAIL: '553 5.7.1 not allowed' }, { remedy: 'fix-setup' }],
  ['a mail it takes for spam', { '.': '554 5.7.1 spam' }, { remedy: 'fix-setup' }],
  ['a full queue', { '.': '451 4.3.1 full' }, { remedy: 'retry-soon' }],
  ['no answer to the mail itself', { '.': 'hang-up' }, { kind: 'silent', mayHaveHappened: true }],
]
test.each(refusals)('%s is %j', async (_what, answers, expected) => {
  const { answer } = await sends(answers)
  expect(answer).toMatchObject(expected)
  expect(JSON.stringify(answer)).not.toContain(TO)
})

it('nobody listening means that it surely did not leave', async () => {
  const provider = smtpEmail({ url: 'smtp://127.0.0.1:9', from: 'a@b.cn', insecure: true, timeoutMs: 5000 })
  undo.push(provider.close)
  expect(await provider.send(mail)).toMatchObject({ kind: 'silent', mayHaveHappened: false })
})

it('outside the sandbox a server without TLS gets no mail', async () => {
  const { answer, heard } = await sends({ STAR: '454 4.7.0 no TLS here' }, { insecure: false })
  expect(answer).toMatchObject({ kind: 'refused', remedy: 'fix-setup' })
  expect(heard.some((line) => line.startsWith('MAIL'))).toBe(false)
})

it('the same effect has the same Message-ID; marketing names its way out, and no header can be smuggled in', async () => {
  const unsubscribe = 'https://w.example/unsubscribe/abc'
  const one = await sends({}, { email: { unsubscribe, subject: '你好\r\nBcc: x@y.cn' } })
  const two = await sends({})
  const data = one.heard.find((line) => line.includes('Message-ID')) ?? ''
  const idOf = (text: string) => /Message-ID: (<[^>]+>)/i.exec(text)?.[1]
  expect(idOf(data)).toMatch(/^<[0-9a-f]{40}@yunshan\.example>$/)
  expect(idOf(two.heard.find((line) => line.includes('Message-ID')) ?? '')).toBe(idOf(data))
  expect(data).toContain(`List-Unsubscribe: <${unsubscribe}>`)
  expect(data).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  expect(data).not.toMatch(/^Bcc:/m)
  expect(one.heard.filter((line) => line.startsWith('RCPT'))).toHaveLength(1)
})

test.each([
  ['<p>您好</p><p>再见</p>', '您好\n再见'],
  ['<a href="https://e.cn/a">查看</a>', '查看（https://e.cn/a）'],
  ['<style>p{}</style><p>a&nbsp;&amp; b&#x4e2d;</p>', 'a & b中'],
  ['<ul><li>一</li><li>二</li></ul>', '· 一\n· 二'],
  ['a<br>b<!-- 隐 -->', 'a\nb'],
])('%s reads %j', (html, text) => expect(plainTextOf(html)).toBe(text))
