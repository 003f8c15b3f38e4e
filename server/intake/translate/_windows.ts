/** Customer-service windows an Official Account opens (facts A6.2): how long, and how many messages. */
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const window = (at: Date, ms: number, left: number) => ({ windowUntil: new Date(at.getTime() + ms), windowLeft: left })
export const messageWindow = (at: Date) => window(at, 48 * HOUR, 5)
export const tapWindow = (at: Date) => window(at, MINUTE, 3)
