/** Commands that need no engine: who the server is, and what it has to say about itself. */
import type { Socket } from 'node:net'
import { type Document, Long, ObjectId } from 'bson'
import type { Command } from './command.ts'
import { OK } from './context.ts'

export interface Client {
  readonly socket: Socket
  readonly id: number
}

export const SET_NAME = 'rs0'
/** DocumentDB has no bulkWrite command yet, so this is MongoDB 7.0 and not 8.0, where drivers would use it. */
const VERSION = '7.0.0'
const WIRE_VERSION = 21
/** Says that a driver may wait for changes of the topology; there are none while this process lives. */
const TOPOLOGY_VERSION = { processId: new ObjectId(), counter: Long.ZERO }
const MAX_DOCUMENT = 16 * 1024 * 1024

type Local = (command: Command, client: Client) => Document

function hello(command: Command, { socket, id }: Client): Document {
  const me = `${socket.localAddress}:${socket.localPort}`
  return {
    helloOk: true,
    ...(command.name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    secondary: false,
    setName: SET_NAME,
    setVersion: 1,
    hosts: [me],
    me,
    primary: me,
    maxBsonObjectSize: MAX_DOCUMENT,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    topologyVersion: TOPOLOGY_VERSION,
    logicalSessionTimeoutMinutes: 30,
    connectionId: id,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    ok: 1,
  }
}

const buildInfo: Local = () => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'documentdb',
  modules: [],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT,
  storageEngines: ['documentdb'],
  ok: 1,
})

export const LOCAL_COMMANDS: Readonly<Record<string, Local>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  buildInfo,
  buildinfo: buildInfo,
  ping: () => OK,
  refreshSessions: () => OK,
  setFreeMonitoring: () => OK,
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  getParameter: () => ({ featureCompatibilityVersion: { version: '7.0' }, ok: 1 }),
  getCmdLineOpts: () => ({ argv: [], parsed: {}, ok: 1 }),
  getLog: () => ({ totalLinesWritten: 0, log: [], ok: 1 }),
  whatsmyuri: (_command, { socket }) => ({ you: `${socket.remoteAddress}:${socket.remotePort}`, ok: 1 }),
  hostInfo: () => ({ system: { currentTime: new Date() }, os: { type: 'Linux' }, extra: {}, ok: 1 }),
  serverStatus: () => ({
    host: 'localhost',
    version: VERSION,
    process: 'mongod',
    pid: Long.fromNumber(process.pid),
    uptime: process.uptime(),
    localTime: new Date(),
    storageEngine: { name: 'documentdb' },
    ok: 1,
  }),
  replSetGetStatus: () => ({
    set: SET_NAME,
    myState: 1,
    members: [{ _id: 0, name: 'self', health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
    ok: 1,
  }),
}
