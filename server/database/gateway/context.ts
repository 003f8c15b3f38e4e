import type { Command } from './command.ts'
import type { PgConnection, PgRow, PgValue } from './pg-client.ts'
import type { Statements } from './statements.ts'
import type { Reply } from './wire.ts'

/** What the answer to one command is made with. */
export interface Context {
  readonly command: Command
  readonly db: string
  readonly statements: Statements
  /** The connection of the transaction the command belongs to. */
  readonly client: PgConnection | undefined
  query(text: string, values: readonly PgValue[]): Promise<PgRow>
}

export type Answer = (context: Context) => Promise<Reply>

export const OK = { ok: 1 }
