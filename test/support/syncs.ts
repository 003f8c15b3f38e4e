import pino from 'pino'
import { createAppPlatforms } from '../../server/accounts/app-platforms.ts'
import { createGroupChanges } from '../../server/accounts/group-changes.ts'
import { createSync } from '../../server/accounts/sync-account.ts'
import { syncParts } from '../../server/accounts/sync-parts.ts'
import { createSyncStates } from '../../server/accounts/sync-states.ts'
import { createSyncWork } from '../../server/accounts/sync-work.ts'
import { createTagErrands } from '../../server/accounts/tag-errands.ts'
import { createTagLinks } from '../../server/accounts/tag-links.ts'
import { allIndexes, composeStores } from '../../server/compose/stores.ts'
import { createLinking } from '../../server/identity/link.ts'
import { createToldAlready } from '../../server/identity/told-already.ts'
import { createHttpTransport } from '../../server/platforms/http-transport.ts'
import { stableToken } from '../../server/platforms/wechat-oa/api/stable-token.ts'
import { gettoken } from '../../server/platforms/wecom/api/gettoken.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { phoneKey } from '../../server/store/sealed-phone.ts'
import type { SyncPartName } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { startFakePlatform } from '../fakes/platform.ts'
import { freshDatabase } from './database.ts'

const keys = { token: 'token', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', appSecret: 'the-secret' }
export const HALF_PAST_THREE = '2026-11-02T19:30:00Z'

/** Everything a sync needs, over a real database and a platform that a test arranges; two clocks that a test moves. */
export async function startSyncs() {
  const database = await freshDatabase()
  await ensureIndexes(database.connection, allIndexes)
  const fake = await startFakePlatform()
  const http = createHttpTransport({ baseUrl: fake.url })
  const log = pino({ level: 'silent' })
  const time = { now: new Date('2026-11-02T02:00:00Z') }
  const machineTime = { now: new Date('2026-11-02T02:00:00Z') }
  const clock = { now: () => time.now }
  const machine = { now: () => machineTime.now }
  const config = { SECRET_KEY: 'a secret key of at least thirty-two characters', TIME_ZONE: 'Asia/Shanghai' }
  const stores = composeStores(database.connection, config)
  fake.on(stableToken, () => ({ access_token: 'OA-TOKEN', expires_in: 7200 }))
  fake.on(gettoken, () => ({ errcode: 0, access_token: 'CORP-TOKEN', expires_in: 7200 }))
  const platforms = createAppPlatforms({
    accounts: stores.accounts,
    tokens: stores.platformTokens,
    leases: stores.leases,
    wechat: http.send,
    wecom: http.send,
    clock,
    owner: 'p',
    quotaOf: () => null,
  })
  const linking = createLinking({ ...stores, onMerged: [] })
  const toldAlready = createToldAlready(stores)
  /** What the readings handed to the line, and what of it was news to it. */
  const entered: Incoming[] = []
  const linked: Incoming[] = []
  /** As the inbox and the pump do, without the time in between. */
  const acceptEvents = async (incoming: readonly Incoming[]) => {
    entered.push(...incoming)
    const fresh = await linking.linkIncoming(await toldAlready(incoming), clock.now())
    linked.push(...fresh.filter(({ repeated }) => !repeated).map(({ incoming: one }) => one))
  }
  const aliases = { runs: stores.syncRuns, reports: stores.syncReports, seen: stores.syncSeen }
  const sync = createSync({ ...stores, ...aliases, platforms, clock, timeZone: 'Asia/Shanghai' })
  const workerNamed = (worker: string) =>
    createSyncWork({
      ...stores,
      ...aliases,
      parts: syncParts,
      platforms,
      acceptEvents,
      phoneKeyOf: (phone) => phoneKey(stores.cipher, phone),
      clock,
      machine,
      log,
      worker,
    })
  const { workOnSyncs } = workerNamed('w1')
  const tagErrands = createTagErrands({ ...stores, platforms, clock, machine, log })
  const tagLinks = createTagLinks({ ...stores, platforms, sync, clock })
  const states = createSyncStates({ ...stores, ...aliases, sync, clock, timeZone: 'Asia/Shanghai' })
  let accounts = 0
  const connect = async (kind: 'oa' | 'mini' | 'wecom', staffScope = '') => {
    accounts += 1
    const id = AccountId.parse(`ac_${kind}${accounts}`)
    const appId = kind === 'wecom' ? 'ww1' : kind === 'oa' ? 'wx1' : 'wx2'
    const place = { appId: accounts === 1 ? appId : `${appId}${accounts}`, originalId: null }
    await stores.accounts.add({
      id,
      kind,
      name: kind,
      ...place,
      agentId: kind === 'wecom' ? '1' : null,
      mode: 'safe',
      type: null,
      certified: false,
      customerContact: true,
      staffScope,
      secrets: keys,
      createdAt: clock.now(),
    })
    return { id, appId: place.appId }
  }
  const goingOn = new AbortController().signal

  return {
    database,
    fake,
    stores,
    platforms,
    linking,
    toldAlready,
    entered,
    linked,
    acceptEvents,
    sync,
    states,
    workerNamed,
    time,
    machineTime,
    clock,
    connect,
    tagErrands,
    tagLinks,
    /** What is asked for is read, and tags are brought in line until nothing is left to do. */
    async settleTags(): Promise<void> {
      await workOnSyncs(goingOn)
      await tagErrands.workOnTags(goingOn)
      await tagErrands.workOnTags(goingOn)
    },
    groupChanged: createGroupChanges({ ...stores, platforms, acceptEvents, clock }),
    work: (stopping: AbortSignal = goingOn) => workOnSyncs(stopping),
    /** One part is asked for and read; the events it brought. */
    async read(account: AccountId, part: SyncPartName): Promise<Incoming[]> {
      const from = entered.length
      await sync.syncPart(account, part)
      await workOnSyncs(goingOn)
      return entered.slice(from)
    },
    async night(day = 0): Promise<void> {
      time.now = new Date(new Date(HALF_PAST_THREE).getTime() + day * 86_400_000)
      await sync.askNightly(goingOn)
      await workOnSyncs(goingOn)
    },
    async lastReport(account: AccountId, part: SyncPartName) {
      const [report] = await states.listSyncReports(account, part)
      return report
    },
    async stateOf(account: AccountId, part: SyncPartName) {
      return (await states.listSyncs(account)).find((one) => one.part === part)
    },
    async close() {
      await http.close()
      await fake.close()
      await database.close()
    },
  }
}
export type SyncsUnderTest = Awaited<ReturnType<typeof startSyncs>>
