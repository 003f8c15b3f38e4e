/** A server that somebody else runs: looked at once, so that a wrong address is a sentence now and not a riddle later. */
import { MongoClient } from 'mongodb'

const ANSWERS_WITHIN_MS = 8_000
/** MongoDB 6.0: the aggregation stages we use are all there. */
const OLDEST_WIRE_VERSION = 17
const OLDEST_NAME = 'MongoDB 6.0'
const DEFAULT_DATABASE = 'weilu'

/** The address with our database's name in it, if it names none. */
export function withDatabaseName(uri: string): string {
  const [, server, name, query] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/.exec(uri) ?? []
  if (server === undefined) {
    throw new Error(
      'MONGODB_URI is not an address of a MongoDB server: it should look like mongodb://host:27017/weilu?replicaSet=rs0.',
    )
  }
  return `${server}/${name || DEFAULT_DATABASE}${query ?? ''}`
}

/** What a server says of itself, as far as it matters here. */
export interface Hello {
  readonly maxWireVersion?: number
  readonly setName?: string
  readonly msg?: string
}

/** What is wrong with a server for our use, or nothing. */
export function whyUnfit({ maxWireVersion = 0, setName, msg }: Hello): string | undefined {
  if (maxWireVersion < OLDEST_WIRE_VERSION) {
    return `The server at MONGODB_URI is older than ${OLDEST_NAME}: upgrade it, or leave MONGODB_URI empty to use the embedded database.`
  }
  if (setName === undefined && msg !== 'isdbgrid') {
    return 'The server at MONGODB_URI is neither a replica set nor a sharded cluster, and transactions need one of them: start mongod with --replSet rs0 and run rs.initiate() once (one member is enough).'
  }
  return undefined
}

async function askHello(uri: string): Promise<Hello> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: ANSWERS_WITHIN_MS })
  try {
    await client.connect()
    return await client.db('admin').command({ hello: 1 })
  } finally {
    await client.close()
  }
}

/** The address to use; fails with one paragraph when the server there cannot be used. */
export async function checkGivenUri(uri: string, ask = askHello): Promise<string> {
  const complete = withDatabaseName(uri)
  let hello: Hello
  try {
    hello = await ask(complete)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The server at MONGODB_URI cannot be used (${said}): check the address and that it runs, or leave MONGODB_URI empty to use the embedded database.`,
    )
  }
  const why = whyUnfit(hello)
  if (why) throw new Error(why)
  return complete
}
