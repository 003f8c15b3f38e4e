/** A control call that cannot be done: the message is for the person at the console. */
export class ActProblem extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 409) {
    super(message)
    this.code = code
    this.status = status
  }
}
export const cannot = (code: string, message: string, status = 409): never => {
  throw new ActProblem(code, message, status)
}
