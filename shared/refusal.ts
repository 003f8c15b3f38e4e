/**
 * A caller's mistake or a rule that says no: something to tell the person, not a fault.
 * `code` is for programs and stays stable (`journey.not-found`), `message` is Chinese and fit for the person who sees it.
 * Thrown anywhere below the routes; `server/http/errors.ts` is the only translator into an answer.
 */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly details: unknown

  constructor({
    code,
    status,
    message,
    details,
  }: { code: string; status: number; message: string; details?: unknown }) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.details = details
  }
}
