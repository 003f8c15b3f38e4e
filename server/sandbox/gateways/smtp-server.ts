import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { makeCrmRows } from '../demo/crm-records.ts'
import type { Simulation } from '../simulation.ts'
import { type ReadMail, readMail } from './mime.ts'
import { keepMessage, personOfPhone } from './shelf.ts'

/** A mail server of few words (RFC 5321): it takes every mail on this machine and shows it on the phone it belongs to. */
const MAX_BYTES = 5 * 1024 * 1024
/** A mailbox nobody has, for whoever wants to see a refusal. */
const NO_SUCH_USER = /^nobody@/i

export async function startSmtpServer(sim: Simulation) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    converse(socket, (to, raw) => take(sim, to, readMail(raw)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server did not get a port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Whose mailbox it is stands in the CRM only, beside the phone. */
function personOfMailbox(sim: Simulation, mailbox: string): string | null {
  const row = makeCrmRows(sim.world).find(({ email }) => email.toLowerCase() === mailbox.toLowerCase())
  const digits = row?.phone.normalize('NFKC').replace(/\D/g, '').slice(-11)
  return digits === undefined ? null : personOfPhone(sim, digits)
}

function take(sim: Simulation, to: string, mail: ReadMail) {
  const { subject, html, text, messageId, unsubscribe } = mail
  const url = /href="(https?:[^"]+)"/.exec(html ?? '')?.[1]?.replaceAll('&amp;', '&') ?? null
  const person = personOfMailbox(sim, to)
  keepMessage(sim, { person, sort: 'email', key: `${messageId} ${to}`, title: subject, text, html, url, unsubscribe })
}

function converse(socket: Socket, taken: (to: string, raw: string) => void) {
  let buffer = ''
  let to: string[] = []
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 sandbox ESMTP')
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    buffer += chunk
    if (buffer.length > MAX_BYTES) return void socket.destroy()
    for (;;) {
      const mark = inData ? '\r\n.\r\n' : '\r\n'
      const end = buffer.indexOf(mark)
      if (end < 0) return
      const piece = buffer.slice(0, end)
      buffer = buffer.slice(end + mark.length)
      if (inData) finish(piece)
      else obey(piece)
    }
  })

  function finish(piece: string) {
    inData = false
    const raw = Buffer.from(piece.replace(/\r\n\.\./g, '\r\n.'), 'latin1').toString('utf8')
    for (const one of to) taken(one, raw)
    say('250 2.0.0 kept')
  }

  function obey(line: string) {
    const command = line.slice(0, 4).toUpperCase()
    switch (command) {
      case 'EHLO':
      case 'HELO':
        return say('250 sandbox')
      case 'MAIL':
        to = []
        return say('250 2.1.0 ok')
      case 'RCPT': {
        const mailbox = /<([^>]+)>/.exec(line)?.[1] ?? ''
        if (NO_SUCH_USER.test(mailbox)) return say('550 5.1.1 no such user')
        to.push(mailbox)
        return say('250 2.1.5 ok')
      }
      case 'DATA':
        inData = true
        return say('354 go on')
      case 'QUIT':
        say('221 bye')
        return socket.end()
      default:
        return say('250 ok')
    }
  }
}
