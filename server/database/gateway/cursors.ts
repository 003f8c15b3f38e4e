/** Open cursors: the engine keeps their pages in files, the gateway keeps where each one stands. */
import { asBigInt } from './command.ts'
import type { Context } from './context.ts'
import { correct } from './corrections.ts'
import { MongoError } from './errors.ts'
import type { Statements } from './statements.ts'
import type { Reply } from './wire.ts'

const IDLE_MS = 10 * 60_000

const firstPage = (name: string): string =>
  `SELECT cursorpage, continuation, persistconnection, cursorid FROM documentdb_api.${name}_cursor_first_page($1,$2)`
const NEXT_PAGE = 'SELECT cursorpage, continuation FROM documentdb_api.cursor_get_more($1,$2,$3)'

/** The commands that open a cursor. */
export const OPENERS: Readonly<Record<string, string>> = {
  find: firstPage('find'),
  aggregate: firstPage('aggregate'),
  listCollections: firstPage('list_collections'),
  listIndexes: firstPage('list_indexes'),
}

interface Cursor {
  readonly db: string
  continuation: Buffer
  used: number
}

export class Cursors {
  private readonly all = new Map<bigint, Cursor>()
  private readonly statements: Statements

  constructor(statements: Statements) {
    this.statements = statements
  }

  async open(context: Context, text: string): Promise<Reply> {
    const [page, continuation, pinned, id] = await context.query(text, [context.db, correct(context.command.body)])
    if (!page) throw new MongoError(1, 'InternalError', 'the engine returned no page')
    if (continuation && id) {
      if (pinned?.[0] === 1) {
        throw new MongoError(
          1,
          'InternalError',
          'this cursor would pin a connection: useFileBasedPersistedCursors is off',
        )
      }
      this.all.set(id.readBigInt64BE(0), { db: context.db, continuation, used: Date.now() })
    }
    return page
  }

  async getMore(context: Context): Promise<Reply> {
    const id = asBigInt(context.command.get('getMore'))
    const cursor = this.all.get(id)
    if (!cursor) throw new MongoError(43, 'CursorNotFound', `cursor id ${id} not found`)
    cursor.used = Date.now()
    try {
      const values = [cursor.db, context.command.body, cursor.continuation]
      const [page, continuation] = await context.query(NEXT_PAGE, values)
      if (!page) throw new MongoError(1, 'InternalError', 'the engine returned no page')
      if (continuation) cursor.continuation = continuation
      else this.all.delete(id)
      return page
    } catch (error) {
      this.all.delete(id)
      throw error
    }
  }

  kill(context: Context): Reply {
    const given = context.command.get('cursors')
    const ids = Array.isArray(given) ? given.map(asBigInt) : []
    const killed = ids.filter((id) => this.drop(id))
    const missing = ids.filter((id) => !killed.includes(id))
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
  }

  private drop(id: bigint): boolean {
    if (!this.all.delete(id)) return false
    const forget = 'SELECT documentdb_api_internal.delete_cursors($1::bigint[])'
    // The engine forgets the files of a cursor by itself after half an hour, so a failure here costs only disk.
    this.statements.pool.use((on) => on.query(forget, [`{${id}}`])).catch(() => undefined)
    return true
  }

  sweep(now = Date.now()): void {
    for (const [id, cursor] of this.all) if (now - cursor.used > IDLE_MS) this.drop(id)
  }
}
