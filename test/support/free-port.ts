import { freePortFrom } from '../../scripts/parts/ports.ts'

/** Below the ports that the system hands out to connections: one that is free now is still free when a process has started. */
const [FIRST, LAST] = [10_000, 32_000]

/** A port to listen on a little later, drawn so that tests beside each other hardly ever draw the same. */
export async function freePort(): Promise<number> {
  const port = await freePortFrom(FIRST + Math.floor(Math.random() * (LAST - FIRST)))
  if (port === null) throw new Error('twenty ports in a row are taken')
  return port
}
