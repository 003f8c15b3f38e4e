import type { WechatyStatus } from '../../shared/api/wechaty.ts'
import { botToken } from '../kit/bot-token.ts'
import { createPlatform, type Platform } from '../platforms/call.ts'
import { NotConnected, PlatformDrifted, PlatformRefused, PlatformSilent } from '../platforms/errors.ts'
import { readState } from '../platforms/wechaty/api/read-state.ts'
import { createBotTransport } from '../platforms/wechaty/bot-transport.ts'
import { errcodes } from '../platforms/wechaty/errcodes.ts'

/** The one Wechaty process this product has, or that it has none. Nothing here waits for it to be there. */
export function createWechatyBot({
  url,
  secretKey,
  startsInConsole = false,
}: {
  url: string | null
  secretKey: string
  /** The sandbox: it runs when somebody starts it there, and its absence is nobody's trouble. */
  startsInConsole?: boolean
}) {
  const token = botToken(secretKey)
  const transport = url === null ? null : createBotTransport(url)
  const platform: Platform | null =
    transport === null
      ? null
      : createPlatform({
          transport: transport.send,
          tokens: { current: async () => token, renew: async () => token },
          errcodes,
          quota: null,
        })

  return {
    async line(): Promise<Platform> {
      if (platform === null) throw new NotConnected('个人微信号（Wechaty）')
      return platform
    },

    /** For the accounts page: every way of being away is an answer, none is an error. */
    async status(): Promise<WechatyStatus> {
      if (platform === null) return { kind: 'absent' }
      try {
        return { kind: 'running', state: await platform.call(readState, {}) }
      } catch (error) {
        if (error instanceof PlatformSilent && startsInConsole) return { kind: 'idle' }
        if (error instanceof PlatformSilent) return { kind: 'unreachable', why: '进程没有运行，或者没有应答' }
        if (error instanceof PlatformRefused) {
          return { kind: 'unreachable', why: '进程拒绝了请求：它不是用这套系统的 SECRET_KEY 启动的' }
        }
        if (error instanceof PlatformDrifted)
          return { kind: 'unreachable', why: '进程的版本与系统不一致，请重新启动它' }
        throw error
      }
    },

    close: async () => transport?.close(),
  }
}
export type WechatyBot = ReturnType<typeof createWechatyBot>
