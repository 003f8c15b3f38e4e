import type mongoose from 'mongoose'
import { z } from 'zod'
import { IdentityKey } from '../../shared/contact.ts'
import type { Cipher } from './cipher.ts'

/**
 * Phones with the company's own app. A device belongs to an identity (the app's own user number), not to a profile: so it
 * follows its person through merges, and goes over when somebody else logs in on it. The token is sealed at rest.
 */
const DeviceDocument = z.object({
  /** Blind index of the token. */
  _id: z.string(),
  identity: IdentityKey,
  platform: z.enum(['ios', 'android', 'harmony']),
  sealed: z.string(),
  at: z.date(),
})
type DeviceDocument = z.infer<typeof DeviceDocument>
export type Device = { id: string; platform: DeviceDocument['platform']; token: string }

/** The devices one push goes to: the newest. */
const PER_PERSON = 10

export const indexes = [{ collection: 'devices', spec: { identity: 1, at: -1 }, options: {} }] as const

export function createDevicesStore(connection: mongoose.Connection, cipher: Cipher) {
  const devices = connection.collection<DeviceDocument>('devices')
  return {
    async register(given: {
      identity: IdentityKey
      platform: DeviceDocument['platform']
      token: string
      at: Date
    }): Promise<string> {
      const { identity, platform, token, at } = given
      const id = cipher.blind(`device:${token}`)
      await devices.updateOne(
        { _id: id },
        { $set: { identity, platform, sealed: cipher.seal(token), at } },
        { upsert: true },
      )
      return id
    },

    async of(identities: readonly IdentityKey[]): Promise<Device[]> {
      if (identities.length === 0) return []
      const found = await devices
        .find({ identity: { $in: [...identities] } })
        .sort({ at: -1 })
        .limit(PER_PERSON)
        .toArray()
      return found
        .map((document) => DeviceDocument.parse(document))
        .map(({ _id, platform, sealed }) => ({ id: _id, platform, token: cipher.unseal(sealed) }))
    },

    async forget(ids: readonly string[]): Promise<void> {
      await devices.deleteMany({ _id: { $in: [...ids] } })
    },
  }
}
export type DevicesStore = ReturnType<typeof createDevicesStore>
