import { createServerClock } from '../../shared/server-clock.ts'

export const serverClock = createServerClock(() => Date.now())
