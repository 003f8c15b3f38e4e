import { createHash } from 'node:crypto'
import type { ContactId } from '../../shared/ids.ts'
import type { Config } from '../config.ts'
import { createPersonTokens } from '../http/person-token.ts'
import { createPopupFlow } from '../http/popup-flow.ts'
import type { RouteNeeds } from '../http/routes.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Line } from './line.ts'
import type { Stores } from './stores.ts'

type Needs = {
  config: Pick<Config, 'SECRET_KEY' | 'PUBLIC_URL' | 'TIME_ZONE'>
  stores: Stores
  line: Line
  clock: Clock
}

/** Long enough for a slow page, too short to be found in a history. */
const LINK_TOKEN_MS = 3_600_000

/** Pages of the company's own sites: who may tell, and whose visitor it is. */
export function composeVisits({ config, stores, line, clock }: Needs): Pick<RouteNeeds, 'web' | 'webSites'> {
  const tokens = createPersonTokens(config.SECRET_KEY)
  const contactByIdentity = stores.contacts.byIdentity
  return {
    web: {
      siteOf: stores.webSites.byKey,
      readPerson: tokens.read,
      isFirst: stores.webSites.isFirst,
      popupFlow: createPopupFlow({
        popups: stores.popups,
        contactByIdentity,
        idsOf: stores.contacts.idsOf,
        acceptEvents: line.acceptEvents,
        clock,
        timeZone: config.TIME_ZONE,
      }),
      acceptEvents: line.acceptEvents,
      clock,
      machineClock: systemClock,
    },
    webSites: {
      webSites: stores.webSites,
      contactByIdentity,
      identities: line.identities,
      tokenOf: tokens.tokenOf,
      publicUrl: config.PUBLIC_URL,
      clock,
    },
  }
}

/** A tracked link to a page of ours tells that page who comes: behind the `#`, where no server and no referrer sees it. */
export function personAddresses({ config, stores, clock }: Pick<Needs, 'config' | 'stores' | 'clock'>) {
  const tokens = createPersonTokens(config.SECRET_KEY)
  return async ({ url, contact, code }: { url: string; contact: ContactId; code: string }): Promise<string> => {
    if (url.includes('#') || !(await stores.webSites.hasOrigin(new URL(url).origin))) return url
    const link = createHash('sha256').update(code).digest('base64url').slice(0, 16)
    const token = tokens.tokenOf({ contact, link }, new Date(clock.now().getTime() + LINK_TOKEN_MS))
    return `${url}#wl_p=${token}`
  }
}
