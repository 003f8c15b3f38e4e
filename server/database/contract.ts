import type { Log } from '../kit/log.ts'

/** How a database server is come by. */
export type DatabaseKind = 'uri' | 'mongod' | 'download' | 'documentdb'

/** What was asked for: one way, or the first that works. */
export type DatabaseMode = 'auto' | DatabaseKind

export interface RunningDatabase {
  /** For mongoose and the driver as it is; holds the password, so it is never logged. */
  readonly uri: string
  readonly kind: DatabaseKind
  /** One sentence for whoever starts the product: which server it is and why that one. */
  readonly why: string
  /** Ends what was started for us, and nothing else. */
  stop(): Promise<void>
}

/** What every way of coming by a server is given. */
export interface Surroundings {
  /** Where its files may lie. */
  readonly folder: string
  readonly log: Log
  onProgress(text: string): void
}

/** Nobody can use a way that is not possible here; `message` says what is missing. */
export class NotPossible extends Error {
  readonly code = 'database.not-possible'
}
