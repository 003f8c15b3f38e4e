import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSimulator, type Simulator, type SimulatorOptions } from './create-simulator.ts'
import { startSmtpServer } from './gateways/smtp-server.ts'

/** The simulator behind a port of its own. `control` is the object inside; `url` is what the product is told. */
export type RunningSimulator = {
  url: string
  port: number
  wechatUrl: string
  wecomUrl: string
  smtpUrl: string
  control: Simulator
  close(): Promise<void>
}

/** Connections that come at once: of more than Node's usual 511 the system drops some, which then wait for seconds. */
const BACKLOG = 4096

export async function startSimulator(
  options: SimulatorOptions & { port?: number; host?: string },
): Promise<RunningSimulator> {
  const control = await createSimulator(options)
  const server = createServer(control.app.callback())
  server.keepAliveTimeout = 30_000
  server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1', backlog: BACKLOG })
  await once(server, 'listening')
  const port = portOf(server.address())
  const url = `http://127.0.0.1:${port}`
  const smtp = await startSmtpServer(control.sim)
  return {
    url,
    port,
    wechatUrl: `${url}/wechat`,
    wecomUrl: `${url}/wecom`,
    smtpUrl: smtp.url,
    control,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await smtp.close()
      await control.close()
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the simulator did not get a port')
  return address.port
}
