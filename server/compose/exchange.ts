import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import { createDeliverChanges } from '../exchange/deliver-changes.ts'
import { createPulls } from '../exchange/pull-people.ts'
import type { ExchangeNeeds } from '../http/routes/exchange.ts'
import type { Imports } from '../identity/import-crm.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { createGetJson } from '../providers/get-json.ts'
import { createPost } from '../providers/post.ts'
import { namedByFiles } from './named-by-files.ts'
import type { Stores } from './stores.ts'

const DELIVERIES_SHOWN = 100

/** Data in on a schedule and changes out. Both run on the machine's clock: other people's servers do. */
export function composeExchange(given: {
  config: Pick<Config, 'SANDBOX_URL'>
  stores: Stores
  imports: Imports
  worker: string
  log: Log
  machine: Clock
  workOnImports(): Promise<void>
  stopping: AbortSignal
}) {
  const { config, stores, imports, worker: owner, log, machine, stopping } = given
  const insecure = config.SANDBOX_URL !== null
  const { post, close: closePost } = createPost({ publicOnly: !insecure })
  const { getJson, close: closeGet } = createGetJson({ publicOnly: !insecure })
  const { deliverChanges } = createDeliverChanges({ ...stores, post, insecure, machine, log, owner })
  const pulls = createPulls({
    ...{ ...stores, getJson, machine, log, owner, startImport: imports.startImport },
    accounts: () => namedByFiles(stores.accounts),
    workOnImports: given.workOnImports,
  })
  const needs: ExchangeNeeds = {
    listWebhooks: async () => ({ items: await stores.webhooks.list() }),
    async createWebhook(input) {
      const [id, secret, at] = [newId('wh'), `whsec_${randomBytes(24).toString('base64')}`, machine.now()]
      await stores.webhooks.add({ ...input, id, secret, at })
      return { webhook: { id, ...input, state: 'active', waiting: 0, failed: 0, createdAt: at }, secret }
    },
    changeWebhook: (id, change) =>
      stores.webhooks.change(id, Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))),
    removeWebhook: stores.webhooks.remove,
    listDeliveries: async (id) => ({ items: await stores.webhooks.deliveriesOf(id, DELIVERIES_SHOWN), next: null }),
    replayDelivery: (webhook, delivery) => stores.webhooks.replay(webhook, delivery, machine.now()),
    listPulls: pulls.listPulls,
    savePull: pulls.savePull,
    testPull: pulls.testPull,
    askForPull: pulls.askForPull,
    removePull: pulls.removePull,
  }
  return {
    needs,
    jobs: [
      {
        name: 'webhook-sweep',
        every: '3 seconds',
        perWorker: false,
        run: async () => void (await deliverChanges(stopping)),
      },
      { name: 'pull-sweep', every: '10 seconds', perWorker: false, run: () => pulls.pullDue(stopping) },
    ],
    close: async () => void (await Promise.all([closePost(), closeGet()])),
  }
}
