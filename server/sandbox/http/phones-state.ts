import type { ClockState, PhonesState } from '../control-api.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { findMini, findOa, findWecom, type Simulation } from '../simulation.ts'
import { personState } from './person-state.ts'
import { staffState } from './staff-state.ts'

/** What the two drawn phones show. */
export const clockState = (sim: Simulation): ClockState => ({
  now: sim.clock.now(),
  speed: sim.clock.speed(),
  aheadMs: sim.clock.ahead(),
})

export function phonesState(sim: Simulation, of: { person: string | null; staff: string | null }): PhonesState {
  const oa = findOa(sim)
  const mini = findMini(sim)
  const wecom = findWecom(sim)
  return {
    clock: clockState(sim),
    oaName: oa?.name ?? '公众号',
    miniName: mini?.name ?? '小程序',
    corpName: wecom?.name ?? '企业微信',
    connected: {
      oa: oa !== null && oa.callbackUrl !== null,
      mini: mini !== null && mini.callbackUrl !== null,
      wecom: wecom !== null && wecom.callbackUrl !== null,
    },
    person: of.person === null ? null : personState(sim, of.person),
    staff: of.staff === null ? null : staffState(sim, of.staff, of.person),
    faults: sim.faults.list(),
    weather: sim.weather,
    oaRights: oa === null ? null : { appId: oa.appId, service: oa.service, verified: oa.verified },
    corpTags:
      wecom === null
        ? []
        : corpOf(sim, wecom).tagGroups.flatMap((group) =>
            group.tags.map((tag) => ({ id: tag.id, name: tag.name, group: group.name })),
          ),
  }
}
