import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { LeasesStore } from '../store/leases.ts'

const EDIT_MS = 15_000
const TRIES = 50
const PAUSE_MS = 100

/** One edit at a time over all processes, so that no two together make what neither makes alone: a circle. */
export function createOneEditor({
  leases,
  machine,
  name,
}: {
  leases: Pick<LeasesStore, 'take' | 'release'>
  machine: Clock
  name: string
}) {
  return async function edit<T>(work: () => Promise<T>): Promise<T> {
    const owner = newId('ed')
    for (let tries = 0; tries < TRIES; tries += 1) {
      const now = machine.now()
      if (!(await leases.take(name, owner, now, new Date(now.getTime() + EDIT_MS)))) {
        await pause(PAUSE_MS)
        continue
      }
      try {
        return await work()
      } finally {
        await leases.release(name, owner)
      }
    }
    throw new Refusal({ code: 'edit.busy', status: 409, message: '别人正在修改，请稍后再试。' })
  }
}
export type OneEditor = ReturnType<typeof createOneEditor>
