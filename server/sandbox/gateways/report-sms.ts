import { nextNumber, type Simulation } from '../simulation.ts'
import { signatureFor } from './signature.ts'

type Told = { status: number | null; problem: string | null }

/** Delivery reports and answers go back to the product as a gateway's do: signed, to the callback of its own name. */
export async function tellProduct(sim: Simulation, body: { reports?: object[]; replies?: object[] }): Promise<Told> {
  const text = JSON.stringify(body)
  try {
    const answer = await sim.fetch(new URL('/callbacks/sms/http', sim.productUrl), {
      method: 'POST',
      headers: signatureFor(`r${nextNumber(sim)}`, text),
      body: text,
      signal: AbortSignal.timeout(sim.callbackTimeoutMs),
    })
    await answer.body?.cancel()
    return { status: answer.status, problem: answer.ok ? null : `产品应答 HTTP ${answer.status}` }
  } catch (error) {
    return { status: null, problem: error instanceof Error ? error.name : '产品没有应答' }
  }
}
