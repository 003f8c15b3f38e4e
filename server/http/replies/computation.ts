import type { ComputationState } from '../../../shared/api/scores.ts'
import type { Computation } from '../../store/computations.ts'

/** How far the computation of everybody is; one that waits has done nothing yet. */
export function progressOf(computation: Computation | null): ComputationState {
  if (computation === null) return { computedAt: null, progress: null, problem: null }
  const { computedAt, problem, wanted, running } = computation
  const waiting = wanted ? { done: 0, total: 0 } : null
  return { computedAt, problem, progress: running === null ? waiting : { done: running.done, total: running.total } }
}
