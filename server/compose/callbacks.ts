import type { Middleware } from 'koa'
import { normalizePhone } from '../../shared/phone.ts'
import { createCallbackAccounts } from '../accounts/callback-accounts.ts'
import type { RequestState } from '../http/define-route.ts'
import { createEmailRoute } from '../intake/email-route.ts'
import type { VerifiedEnvelope } from '../intake/envelope.ts'
import { createCallbackRoutes } from '../intake/route.ts'
import { createSmsRoute } from '../intake/sms-route.ts'
import { translateRow } from '../intake/translate-row.ts'
import { systemClock } from '../kit/clock.ts'
import { signatureHolds } from '../providers/signed-json.ts'
import { inboxId } from '../store/inbox.ts'
import { phoneKey } from '../store/sealed-phone.ts'
import type { WebNeeds } from './web-needs.ts'

/** What platforms and providers call: each door stores what it verified and nudges the pump. */
export function composeCallbacks({
  config,
  stores,
  line,
  live,
  held,
  clock,
  log,
  metrics,
}: WebNeeds): Middleware<RequestState> {
  const accounts = createCallbackAccounts({ accounts: stores.accounts, clock, log })
  const mayAnswer = async ({ account, type, dedupeKey, body }: VerifiedEnvelope): Promise<boolean> => {
    // Only the process that also sends can answer on a callback it holds.
    if (config.ROLE !== 'all') return false
    const answered = await live.answered()
    if (answered.size === 0) return false
    const row = { id: inboxId(account.id, dedupeKey), account: account.id, platform: account.kind, type, body }
    const translation = translateRow({ ...row, receivedAt: clock.now() }, account.appId)
    return translation?.kind === 'events' && translation.incoming.some(({ event }) => answered.has(event.name))
  }
  const routes = createCallbackRoutes({
    accountOf: accounts.accountOf,
    changedAccount: accounts.changedAccount,
    inbox: stores.inbox,
    clock,
    log,
    held,
    mayAnswer,
    nudge: line.nudgePump,
    refused(reason, { kind, account, what }) {
      metrics.callbackRefused(kind, reason)
      if (account) accounts.refused(account, what, reason)
    },
    seen(account, what, { repeated, sealed }) {
      accounts.seen(account, what, { sealed })
      if (what === 'callback') metrics.callbackAccepted(account.kind, { repeated })
    },
  })
  const platformCallbacks = routes.routes() as unknown as Middleware<RequestState>
  const smsCallbacks = composeSmsCallbacks({ stores, line, clock, log, metrics })
  const emailCallbacks = composeEmailCallbacks({ config, stores, line, clock, log, metrics })
  return (ctx, next) => smsCallbacks(ctx, () => emailCallbacks(ctx, () => platformCallbacks(ctx, next)))
}

function composeSmsCallbacks({
  stores,
  line,
  clock,
  log,
  metrics,
}: Pick<WebNeeds, 'stores' | 'line' | 'clock' | 'log' | 'metrics'>): Middleware<RequestState> {
  const route = createSmsRoute({
    provider: line.providers.sms,
    contactsOfReceipts: (receipts) => stores.outbox.contactsOf('sms', receipts),
    async contactOfPhone(typed) {
      const number = normalizePhone(typed)
      return number === null ? null : ((await stores.contacts.byIdentity(phoneKey(stores.cipher, number)))?.id ?? null)
    },
    acceptEvents: line.acceptEvents,
    noted: (told) => stores.providerNews.note('sms', told),
    async refuseMarketing({ contact, by, at }) {
      const said = { source: 'sms.reply', why: '客户回复短信要求退订', at, by }
      await stores.contacts.setConsent({ contact, channel: 'sms', consent: 'refused', ...said })
    },
    clock,
    machine: systemClock,
    log,
    refused: (reason) => metrics.callbackRefused('sms', reason),
  })
  return route.routes() as unknown as Middleware<RequestState>
}

function composeEmailCallbacks({
  config,
  stores,
  line,
  clock,
  log,
  metrics,
}: Pick<WebNeeds, 'config' | 'stores' | 'line' | 'clock' | 'log' | 'metrics'>): Middleware<RequestState> {
  const secret = config.EMAIL_WEBHOOK_SECRET
  const route = createEmailRoute({
    verifies: secret === null ? null : (request) => signatureHolds({ secret, ...request }),
    contactsOfReceipts: (receipts) => stores.outbox.contactsOf('email', receipts),
    async maskedEmailOf(id) {
      const email = (await stores.contacts.get(id))?.attributes.email
      return typeof email === 'string' && email !== '' ? email : null
    },
    acceptEvents: line.acceptEvents,
    noted: (at) => stores.providerNews.note('email', { reportAt: at }),
    async refuseMarketing({ contact, by, at }) {
      const said = { source: 'email.complaint', why: '客户把邮件标为垃圾邮件', at, by }
      await stores.contacts.setConsent({ contact, channel: 'email', consent: 'refused', ...said })
    },
    clock,
    machine: systemClock,
    log,
    refused: (reason) => metrics.callbackRefused('email', reason),
  })
  return route.routes() as unknown as Middleware<RequestState>
}
