import type { LifecycleView } from '../../../shared/api/lifecycle.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { treeText } from '../../../shared/segment/evaluate.ts'
import { treeProblems } from '../../../shared/segment/lint.ts'
import { withNames } from '../../../shared/segment/names.ts'
import type { ConditionTree } from '../../../shared/segment/tree.ts'
import type { Clock } from '../../kit/clock.ts'
import { type Maker, usesOfStage } from '../../schema/uses.ts'
import { checkConditions } from '../../segments/check-conditions.ts'
import type { ComputationsStore } from '../../store/computations.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { LifecycleStore } from '../../store/lifecycle.ts'
import type { OneEditor } from '../../traits/one-editor.ts'
import { STAGES } from '../../traits/place-people.ts'
import type { LifecycleNeeds } from '../routes/lifecycle.ts'
import { progressOf } from './computation.ts'
import type { ConditionChoicesReader } from './condition-choices.ts'

export type LifecycleReplyNeeds = {
  lifecycle: LifecycleStore
  contacts: Pick<ContactsStore, 'countByStage'>
  computations: ComputationsStore
  choices: Pick<ConditionChoicesReader, 'readKnown' | 'readWords'>
  /** Everything that may name a stage. */
  makers(): Promise<Maker[]>
  edit: OneEditor
  /** Refuses conditions by which the stages would depend on themselves. */
  refuseCircle(trees: readonly ConditionTree[]): Promise<void>
  /** Whoever keeps the stages in memory must look again, and what is wanted can begin. */
  rulesChanged(): void
  clock: Clock
  machine: Clock
}

/** Processes remember the stages for a moment: by others everybody is placed when all have looked again. */
const LOOKED_AGAIN_MS = 2500

export function createLifecycleReplies(needs: LifecycleReplyNeeds): LifecycleNeeds {
  const { lifecycle, contacts, computations, choices, edit, refuseCircle, rulesChanged, clock, machine } = needs

  async function view(): Promise<LifecycleView> {
    const { stages, revision, by, at } = await lifecycle.read()
    const [{ all, inside }, computation, { known, names }, makers] = await Promise.all([
      contacts.countByStage(stages.map(({ key }) => key)),
      computations.get(STAGES),
      choices.readWords(),
      needs.makers(),
    ])
    const rows = stages.map(({ key, name, note, tree }) => ({
      ...{ key, name, note, tree, people: inside.get(key) ?? 0 },
      usedBy: usesOfStage(makers, key),
      sentence: withNames(treeText(tree), names),
      problems: treeProblems(tree, known).map(({ message }) => message),
    }))
    const others = Math.max(0, all - rows.reduce((sum, row) => sum + row.people, 0))
    return { stages: rows, others, revision, savedBy: by, savedAt: at, computation: progressOf(computation) }
  }

  async function recompute(): Promise<void> {
    rulesChanged()
    await computations.askAfresh(STAGES, new Date(machine.now().getTime() + LOOKED_AGAIN_MS))
  }

  return {
    readLifecycle: view,

    async readStageNames() {
      const { stages } = await lifecycle.read()
      return { items: stages.map(({ key, name }) => ({ key, name })) }
    },

    async saveLifecycle({ stages, basedOn }, by) {
      await edit(async () => {
        const known = await choices.readKnown()
        // A stage that refers to the stages is a circle, whatever it is called.
        await refuseCircle(stages.map(({ tree }) => tree))
        for (const { tree } of stages) checkConditions(tree, known)
        if (!(await lifecycle.save({ stages, by, at: clock.now() }, basedOn))) {
          const message = '生命周期刚刚被别人改过，请刷新后再改。'
          throw new Refusal({ code: 'lifecycle.stale', status: 409, message })
        }
      })
      await recompute()
      return view()
    },

    recomputeLifecycle: recompute,
  }
}
