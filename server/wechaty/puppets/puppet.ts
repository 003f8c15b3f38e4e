import type { Puppet } from 'wechaty-puppet'

/** A puppet of one life of the session, and what plays the network behind it where there is one of ours. */
export type Player = {
  puppet: Puppet
  /** Called once the session listens. */
  begin(): Promise<void>
  end(): Promise<void>
}
