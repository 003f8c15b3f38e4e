import mongoose from 'mongoose'

const { mongo } = mongoose
const AWAY = [
  mongoose.Error.MongooseServerSelectionError,
  mongo.MongoServerSelectionError,
  mongo.MongoNetworkError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
]
/** A server that is on its way down or up says one of these. */
const AWAY_CODES: ReadonlySet<unknown> = new Set([6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436])
const REFUSED_CODES: ReadonlySet<unknown> = new Set([13, 18])

/** Whether an error says that the database cannot be asked now, or that it does not let us in; null for any other. */
export function databaseTrouble(error: unknown): 'away' | 'refuses' | null {
  if (AWAY.some((kind) => error instanceof kind)) return 'away'
  if (error instanceof mongo.MongoServerError) {
    return AWAY_CODES.has(error.code) ? 'away' : REFUSED_CODES.has(error.code) ? 'refuses' : null
  }
  // The name of a server that cannot be looked up.
  const syscall = error instanceof Error && 'syscall' in error ? String(error.syscall) : ''
  return /^(query|getaddrinfo)/.test(syscall) ? 'away' : null
}
