import { PuppetService } from 'wechaty-puppet-service'
import type { Settings } from '../settings.ts'
import type { Player } from './puppet.ts'

/** A puppet service somewhere else runs the account; this is its gRPC client. */
export function servicePlayer({
  WECHATY_PUPPET_SERVICE_TOKEN: token,
  WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint,
}: Settings): Player {
  const puppet = new PuppetService({
    ...(token !== undefined && { token }),
    ...(endpoint !== undefined && { endpoint }),
  })
  return { puppet, begin: async () => undefined, end: async () => undefined }
}
