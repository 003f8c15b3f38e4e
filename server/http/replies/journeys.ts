import type { JourneyDetail, JourneySummary } from '../../../shared/api/journeys.ts'
import { JourneyId, NodeId } from '../../../shared/ids.ts'
import { type LintNeeds, lintJourney } from '../../../shared/journey/lint.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { publishJourney } from '../../journeys/publish.ts'
import type { Clock } from '../../kit/clock.ts'
import { newId } from '../../kit/new-id.ts'
import type { EnrollmentsStore } from '../../store/enrollments.ts'
import type { JourneysStore, StoredJourney } from '../../store/journeys.ts'
import type { JourneyNeeds } from '../routes/journeys.ts'

export type JourneyReplyNeeds = {
  journeys: JourneysStore
  enrollments: Pick<EnrollmentsStore, 'totals' | 'countsOf'>
  clock: Clock
  /** Live journeys changed: whoever keeps them in memory must look again. */
  journeysChanged(): void
  /** What a draft is checked against, as things stand now. */
  readLintNeeds(): Promise<LintNeeds>
}

const refuse = (code: string, status: number, message: string) => new Refusal({ code, status, message })
const notThere = () => refuse('journey.not-found', 404, '没有这个旅程，可能已被删除。')

function summaryOf(journey: StoredJourney, totals: { inside: number; entered: number } | undefined): JourneySummary {
  const { id, name, state, version, draftRevision, publishedRevision, updatedAt } = journey
  return {
    id,
    name,
    state,
    version,
    inside: totals?.inside ?? 0,
    entered: totals?.entered ?? 0,
    changedSincePublish: publishedRevision !== null && publishedRevision !== draftRevision,
    updatedAt,
  }
}

export function createJourneyReplies(needs: JourneyReplyNeeds): JourneyNeeds {
  const { journeys, enrollments, clock } = needs

  const find = async (id: JourneyId): Promise<StoredJourney> => {
    const found = await journeys.get(id)
    if (found === null) throw notThere()
    return found
  }

  const detail = async (id: JourneyId): Promise<JourneyDetail> => {
    const journey = await find(id)
    const totals = await enrollments.totals([id])
    const { draft, draftRevision } = journey
    return {
      ...summaryOf(journey, totals.get(id)),
      draft,
      draftRevision,
      problems: lintJourney(draft, await needs.readLintNeeds()),
    }
  }

  const setState = async (id: JourneyId, to: 'live' | 'paused') => {
    if (!(await journeys.setState({ id, to, now: clock.now() }))) {
      await find(id)
      throw refuse('journey.not-published', 409, '这个旅程还没有发布过。')
    }
    needs.journeysChanged()
  }

  return {
    async listJourneys() {
      const all = await journeys.list()
      const totals = await enrollments.totals(all.map(({ id }) => id))
      return { items: all.map((journey) => summaryOf(journey, totals.get(journey.id))), next: null }
    },
    async createJourney({ name, definition }) {
      const id = JourneyId.parse(newId('jn'))
      await journeys.create({ id, name, definition, now: clock.now() })
      return id
    },
    readJourney: detail,
    async saveDraft(id, draft) {
      if (!(await journeys.saveDraft({ id, ...draft, now: clock.now() }))) {
        await find(id)
        throw refuse('journey.stale-draft', 409, '草稿刚刚被别人修改过，请刷新后再保存。')
      }
      return detail(id)
    },
    validateDraft: async (id) => lintJourney((await find(id)).draft, await needs.readLintNeeds()),
    async publishJourney(id) {
      const { version } = await publishJourney({ ...needs, ...(await needs.readLintNeeds()) }, id)
      needs.journeysChanged()
      return version
    },
    pauseJourney: (id) => setState(id, 'paused'),
    resumeJourney: (id) => setState(id, 'live'),
    async countJourney(id) {
      const { version, draft } = await find(id)
      if (version === null) return { version, inside: 0, older: 0, nodes: [] }
      const { here, older, passed } = await enrollments.countsOf(id, version)
      const published = await journeys.version(id, version)
      const nodes = published === null ? draft.nodes.map((node) => node.id) : [...published.journey.nodes.keys()]
      return {
        version,
        inside: [...here.values()].reduce((sum, people) => sum + people, 0),
        older,
        nodes: nodes.map((node) => ({
          node: NodeId.parse(node),
          here: here.get(node) ?? 0,
          passed: Object.fromEntries(passed.filter((one) => one.node === node).map(({ exit, count }) => [exit, count])),
        })),
      }
    },
    async deleteDraft(id) {
      if (await journeys.remove(id)) return
      await find(id)
      throw refuse('journey.published', 409, '发布过的旅程不能删除，可以暂停它。')
    },
  }
}
