import type { Problem } from '../../shared/api/journeys.ts'
import type { JourneyId } from '../../shared/ids.ts'
import { isPublishable, type LintNeeds, lintJourney } from '../../shared/journey/lint.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { JourneysStore } from '../store/journeys.ts'

export type PublishNeeds = { journeys: JourneysStore; clock: Clock } & LintNeeds

/** Checks the draft and freezes it as the next version; a draft with an error is refused with all its problems. */
export async function publishJourney(
  needs: PublishNeeds,
  id: JourneyId,
): Promise<{ version: number; problems: Problem[] }> {
  const journey = await needs.journeys.get(id)
  if (!journey) throw new Refusal({ code: 'journey.not-found', status: 404, message: '没有这个旅程' })
  const problems = lintJourney(journey.draft, needs)
  if (!isPublishable(problems)) {
    const first = problems.find(({ level }) => level === 'error')
    throw new Refusal({
      code: 'journey.invalid',
      status: 422,
      message: `旅程还不能发布：${first?.message ?? ''}`,
      details: { problems },
    })
  }
  const version = await needs.journeys.publish({ journey, now: needs.clock.now() })
  if (version === null) {
    throw new Refusal({ code: 'journey.stale-draft', status: 409, message: '草稿刚刚被别人修改过，请刷新后再发布' })
  }
  return { version, problems }
}
