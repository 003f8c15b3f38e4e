import { z } from 'zod'
import { IdentityKey, identityKey, kindOfKey } from '../../../shared/contact.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import { eventIdOf } from '../../kit/event-id.ts'
import type { DevicesStore } from '../../store/devices.ts'
import type { SealedPhone } from '../../store/sealed-phone.ts'
import { managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type DeviceNeeds = {
  devices: Pick<DevicesStore, 'register' | 'forget'>
  sealPhone(text: string): SealedPhone | null
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
}

/** `identity` as the app's server knows its user: `crm:app:1001`, or `phone:13800000000` in clear. */
export const DeviceRegistration = z.object({
  identity: IdentityKey,
  platform: z.enum(['ios', 'android', 'harmony']),
  token: z.string().trim().min(8).max(500),
})

export const deviceRoutes = ({ devices, sealPhone, acceptEvents, clock }: DeviceNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/devices',
    summary: 'Register a phone with the company’s app for pushes; the same token again moves it to the newest user',
    auth: managers,
    body: DeviceRegistration,
    reply: z.object({ id: z.string() }),
    status: 201,
    async answer({ body: { identity, platform, token } }) {
      const kind = kindOfKey(identity)
      const value = identity.slice(kind.length + 1)
      const sealed = kind === 'phone' ? sealPhone(value) : null
      if (kind === 'email' || (kind === 'phone' && sealed === null)) {
        throw new Refusal({ code: 'device.identity', status: 400, message: '请用手机号或 App 的用户编号登记设备。' })
      }
      const key = sealed?.key ?? identityKey(kind, value)
      const at = clock.now()
      const id = await devices.register({ identity: key, platform, token, at })
      await acceptEvents([registered({ key, id, platform, at, sealed })])
      return { id }
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/devices/:id',
    summary: 'Forget a device: its user logged out',
    auth: managers,
    params: z.object({ id: z.string().max(60) }),
    reply: null,
    answer: ({ params: { id } }) => devices.forget([id]),
  }),
]

type Registered = {
  key: IdentityKey
  id: string
  platform: 'ios' | 'android' | 'harmony'
  at: Date
  sealed: SealedPhone | null
}

/** Tells the line once per user and device, however often the app registers. */
function registered({ key, id, platform, at, sealed }: Registered): Incoming {
  return {
    event: {
      id: eventIdOf('app.device', JSON.stringify([key, id])),
      at,
      account: null,
      name: 'custom.happened',
      type: 'app.device-registered',
      properties: { platform },
    },
    claims: [{ key, strength: 'declared', source: 'app' }],
    facts: { attributes: { appDevice: platform }, ...(sealed !== null && { phone: sealed.phone }) },
  }
}
