import type { Change, ChangeHands } from '../../shared/account-news.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { staffIdOf } from '../../shared/staff-id.ts'
import type { Log } from '../kit/log.ts'
import { AccountHalted } from '../platforms/errors.ts'
import type { AppPlatforms } from './app-platforms.ts'

type Needs = { platforms: Pick<AppPlatforms, 'byId' | 'ofCompany'>; log: Log }

/**
 * Several WeCom companies, each with several apps, in one deployment. What a company says names its members by userid,
 * which another company may use as well: here they get the names the suite knows them by. And what one app is told about
 * the whole company is read through the app that deals with its customers and staff.
 */
export function createCompanies({ platforms, log }: Needs) {
  const scopeOf = async (account: string) => (await platforms.byId(account)).account.staffScope

  return {
    /** Events as their accounts told them. Named twice they stay the same. */
    async named(incoming: readonly Incoming[]): Promise<Incoming[]> {
      const accounts = new Set(incoming.flatMap(({ event }) => event.account ?? []))
      const scopes = new Map<string, string>()
      for (const account of accounts) scopes.set(account, await scopeOf(account))
      return incoming.map((one) => inCompany(scopes.get(one.event.account ?? '') ?? '', one))
    },

    /** A paused account reads nothing again now: going on with it reads everything. */
    throughCompany(hands: ChangeHands): ChangeHands {
      const entries = Object.entries(hands).map(([part, hand]) => [
        part,
        async (account: string, changes: readonly Change[], stopping: AbortSignal) => {
          try {
            const { account: told } = await platforms.byId(account)
            const reader = told.kind === 'wecom' ? (await platforms.ofCompany(told.staffScope)).account.id : account
            await hand(reader, changes, stopping)
          } catch (error) {
            if (!(error instanceof AccountHalted)) throw error
            log.info({ account, part }, 'a change of a paused account is read when it goes on')
          }
        },
      ])
      return Object.fromEntries(entries)
    },
  }
}

/** `scope` as of `staffIdOf`. */
export function inCompany(scope: string, incoming: Incoming): Incoming {
  if (scope === '') return incoming
  const { event, facts } = incoming
  const { friendship } = facts
  return {
    ...incoming,
    event: inCompanyEvent(scope, event),
    facts: {
      ...facts,
      ...(friendship && { friendship: { ...friendship, staff: staffIdOf(scope, friendship.staff) } }),
    },
  }
}

function inCompanyEvent(scope: string, event: DomainEvent): DomainEvent {
  const named = (agent: string) => staffIdOf(scope, agent)
  switch (event.name) {
    // Only who serves in 微信客服 is a member; the agents of an Official Account are no company's.
    case 'service.started':
      return event.desk === null ? event : { ...event, agent: named(event.agent) }
    case 'service.switched':
      return event.desk === null ? event : { ...event, from: named(event.from), to: named(event.to) }
    case 'service.ended':
      return event.desk === null || event.agent === null ? event : { ...event, agent: named(event.agent) }
    default:
      return 'staff' in event && event.staff !== null ? { ...event, staff: staffIdOf(scope, event.staff) } : event
  }
}
