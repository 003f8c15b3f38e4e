import { createServer, connect as dial, type Socket } from 'node:net'

/**
 * A door before a database that counts what its clients ask. Each request of MongoDB's wire protocol begins with its
 * length; the driver's own greetings (`hello`, `ping`) are none of the program's.
 */
export async function countMessages(uri: string) {
  const target = new URL(uri)
  const behind = { port: Number(target.port || 27017), host: target.hostname }
  let asked = 0
  const open = new Set<Socket>()
  const door = createServer((client) => {
    const database = dial(behind)
    for (const socket of [client, database]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    }
    let rest: Buffer = Buffer.alloc(0)
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
        const message = rest.subarray(0, rest.readInt32LE(0))
        if (!/hello|ismaster|ping|saslStart|saslContinue|endSessions/i.test(firstNameIn(message))) asked += 1
        rest = rest.subarray(message.length)
      }
    })
    client.pipe(database)
    database.pipe(client)
    client.on('close', () => database.destroy())
    database.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  target.port = String(typeof address === 'object' ? address?.port : '')
  target.hostname = '127.0.0.1'
  // The database names itself by its own address, past the door.
  target.searchParams.delete('replicaSet')
  target.searchParams.set('directConnection', 'true')
  return {
    uri: target.toString(),
    asked: () => asked,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => door.close(resolve))
    },
  }
}

/** Of an OP_MSG: header (16), flags (4), kind (1), document length (4), type (1), then the command's name. */
const firstNameIn = (message: Buffer) => message.subarray(26, 60).toString('latin1').split('\0')[0] ?? ''
