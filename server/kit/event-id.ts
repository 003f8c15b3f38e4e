import { createHash } from 'node:crypto'
import { EventId } from '../../shared/ids.ts'

/** An id made of what happened: told again it is the same event, and nobody can read from it what it was made of. */
export const eventIdOf = (kind: string, happened: string): EventId =>
  EventId.parse(`${kind}:${createHash('sha256').update(happened).digest('base64url')}`)
