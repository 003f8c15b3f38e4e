import { createAppPlatforms } from '../accounts/app-platforms.ts'
import { createQuotaErrands } from '../accounts/quota-errands.ts'
import { createWechatyBot } from '../accounts/wechaty-bot.ts'
import { createChannels } from '../channels/deliver.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import type { Config } from '../config.ts'
import type { Metrics } from '../http/metrics.ts'
import { createShortLinks } from '../http/short-link.ts'
import type { HeldCallbacks } from '../intake/passive.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { bindChannels } from '../outbox/bind-channels.ts'
import { createRelay } from '../outbox/relay.ts'
import { createHttpTransport } from '../platforms/http-transport.ts'
import { openProviders } from '../providers/open-providers.ts'
import { createQuotaBooks } from '../quota/books.ts'
import { createPlatformLines } from './platform-lines.ts'
import { sendersOf } from './senders.ts'
import { createSpending } from './spending.ts'
import type { Stores } from './stores.ts'

/** Within this time every worker has seen that calls of a platform are possible again. */
const ALL_KNOW_MS = 20_000

type Needs = {
  config: Config
  stores: Stores
  held: HeldCallbacks
  clock: Clock
  machine: Clock
  timeZone: string
  log: Log
  worker: string
  count: Metrics['count']
}

/** The way out: platforms and providers, how many calls they take, the channels through them, and the relay that sends. */
export function composeSending({ config, stores, held, clock, machine, timeZone, log, worker, count }: Needs) {
  const wechat = createHttpTransport({ baseUrl: config.WECHAT_API_URL })
  const wecom = createHttpTransport({ baseUrl: config.WECOM_API_URL })
  const books = createQuotaBooks({
    quotas: stores.quotas,
    apis: stores.quotaApis,
    clock,
    machine,
    worker,
    freed: ({ kind }) => {
      const channels = channelKinds.flatMap(({ account, name }) => (account === kind ? [name] : []))
      return stores.outbox.wakeSpent(channels, new Date(clock.now().getTime() + ALL_KNOW_MS))
    },
    log,
  })
  const platforms = createAppPlatforms({
    accounts: stores.accounts,
    tokens: stores.platformTokens,
    leases: stores.leases,
    wechat: wechat.send,
    wecom: wecom.send,
    quotaOf: books.of,
    clock,
    owner: worker,
  })
  const bot = createWechatyBot({
    url: config.WECHATY_URL,
    secretKey: config.SECRET_KEY,
    startsInConsole: config.WECHATY_PUPPET === null && config.SANDBOX_URL !== null,
  })
  const providers = openProviders(config, machine.now)
  const links = createShortLinks(config.SECRET_KEY)
  const senders = sendersOf({ config, stores, providers, clock })
  const quotaErrands = createQuotaErrands({ accounts: stores.accounts, platforms, books, log })
  const linesFor = createPlatformLines({ platforms, held, wechaty: bot.line, senders })
  const channels = createChannels(linesFor('platform'), linesFor('marketing'))

  const relay = createRelay({
    outbox: stores.outbox,
    massJobs: stores.massJobs,
    memberAsks: stores.memberAsks,
    addresseeBooks: stores.addresseeBooks,
    contacts: stores.contacts,
    events: stores.events,
    channelOf: bindChannels(channels),
    pace: {
      quiet: config.QUIET_HOURS ?? { from: '00:00', to: '00:00' },
      perDay: config.DAILY_CAP || Number.POSITIVE_INFINITY,
      perWeek: config.WEEKLY_CAP || Number.POSITIVE_INFINITY,
      timeZone,
    },
    async objectsOf(contact, types, about) {
      const rows = await stores.objects.newestOf([contact], types)
      const own =
        about !== undefined && types.includes(about.type) ? await stores.objects.get(about.type, about.key) : null
      const all = own?.contact === contact ? [...rows.values(), own] : [...rows.values()]
      return new Map(all.map(({ type, fields }) => [type, fields]))
    },
    trackedLink: (url, whose) => `${config.PUBLIC_URL}/t/${links.codeOf({ url, ...whose })}`,
    ledger: createSpending({ contacts: stores.contacts, clock }),
    clock,
    machine,
    log,
    count,
  })

  return {
    platforms,
    bot,
    books,
    providers,
    channels,
    quotaErrands,
    relay,
    close: () => Promise.all([wechat.close(), wecom.close(), bot.close(), providers.close()]),
  }
}
