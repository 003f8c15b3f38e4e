import { createServer } from 'node:net'

/** Whether this port can be listened on (all interfaces, as the server does). */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    probe.listen(port, () => probe.close(() => resolve(true)))
  })
}

/** The first free port from `from` on; null when twenty in a row are taken. */
export async function freePortFrom(from: number): Promise<number | null> {
  for (let port = from; port < from + 20; port++) if (await portIsFree(port)) return port
  return null
}
