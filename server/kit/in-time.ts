export class NotInTime extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'NotInTime'
  }
}

/** Waits for work at most so long; what comes later is nobody's. */
export function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotInTime(ms)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
