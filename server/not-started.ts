import { ConfigProblem } from './config.ts'
import type { Log } from './kit/log.ts'
import { databaseTrouble } from './store/database-trouble.ts'
import { IndexDiffers } from './store/ensure-indexes.ts'
import { DatabaseTooNew } from './store/migrations.ts'

/** The last line of a process that could not start: what is wrong, and what a person does about it. */
export function logNotStarted(log: Log, error: unknown): void {
  const remedy = remedyOf(error)
  // A fault that nobody foresaw is told whole; of the others the stack says nothing that helps.
  if (remedy === null) log.fatal({ err: error }, 'Weilu did not start, for a reason it does not know')
  else log.fatal({ because: messageOf(error) }, `Weilu did not start: ${remedy}`)
}

/** What a person does about it; null for what nobody foresaw. */
export function remedyOf(error: unknown): string | null {
  if (error instanceof ConfigProblem) return 'set what is named here, and start it again'
  if (error instanceof DatabaseTooNew) return 'the database was used by a newer version; start that one'
  if (error instanceof IndexDiffers) return 'mend or drop the indexes named here, and start it again'
  const trouble = databaseTrouble(error)
  if (trouble === 'away') {
    return 'the database at MONGODB_URI does not answer; see that it runs and can be reached from here, and start it again'
  }
  if (trouble === 'refuses') {
    return 'the database does not let this user in; set a user and password in MONGODB_URI who may read and write it'
  }
  if (systemCodeOf(error) === 'EADDRINUSE') {
    return 'the port is used by another program; stop that one, or set PORT to another'
  }
  if (systemCodeOf(error) === 'EACCES') return 'the port may not be opened by this user; set PORT to one above 1023'
  return null
}

const systemCodeOf = (error: unknown) =>
  error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
