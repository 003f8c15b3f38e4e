import { nextNumber, nowMs, type Simulation } from '../simulation.ts'
import type { GatewayMessage } from './gateway-message.ts'

const KEPT = 20_000

/** Keeps a message once: a repeat under the same key is answered like the first and shown no second time. */
export function keepMessage(sim: Simulation, message: Omit<GatewayMessage, 'id' | 'at'>): GatewayMessage {
  const known = sim.world.gateway.find((one) => one.sort === message.sort && one.key === message.key)
  if (known !== undefined) return known
  const kept = { ...message, id: `g${nextNumber(sim)}`, at: nowMs(sim) }
  sim.world.gateway.push(kept)
  if (sim.world.gateway.length > KEPT * 1.2) sim.world.gateway = sim.world.gateway.slice(-KEPT)
  sim.changed()
  return kept
}

export const personOfPhone = (sim: Simulation, phone: string): string | null =>
  Object.values(sim.world.people).find((person) => person.phone === phone.replace(/^\+86/, ''))?.id ?? null
