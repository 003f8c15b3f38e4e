/**
 * Fills an empty product with the demo company, from outside: every step goes through the product's own API and the simulator's control API,
 * as an administrator's hand would. Each step looks first whether it was done, so a start that was cut off is finished by the next.
 */

import { z } from 'zod'
import { AccountCreated, AccountSummary } from '../../shared/api/accounts.ts'
import { JourneySummary } from '../../shared/api/journeys.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import { journeyTemplates } from '../../shared/journey/templates/index.ts'

const Demo = z.object({
  accounts: z.array(z.looseObject({ kind: z.enum(['oa', 'mini', 'wecom']), name: z.string() })),
  staff: z.array(z.unknown()),
})
const Verdict = z.object({ ok: z.boolean(), problem: z.string().nullish() })
const Staff = z.object({ items: z.array(z.unknown()) })
const Catalogue = z.object({ templates: z.array(z.object({ account: z.string(), id: z.string(), title: z.string() })) })

export type SeedNeeds = {
  productUrl: string
  simulatorUrl: string
  apiToken: string
  say: (text: string) => void
  pause: (ms: number) => Promise<void>
}

export async function seedDemo({ productUrl, simulatorUrl, apiToken, say, pause }: SeedNeeds): Promise<void> {
  const demo = Demo.parse(await get(`${simulatorUrl}/sandbox/api/demo`))
  await connectAccounts()
  await importCustomers()
  await publishJourneys()

  async function connectAccounts() {
    const { items } = z.object({ items: z.array(AccountSummary) }).parse(await api('GET', '/accounts'))
    for (const account of demo.accounts) {
      const id = String(account.kind === 'wecom' ? account.corpId : account.appId)
      if (items.some((item) => item.kind === account.kind && item.appId === id && item.verifiedAt !== null)) continue
      const known = items.find((item) => item.kind === account.kind && item.appId === id)
      const callbackUrl =
        known?.callbackUrl ?? AccountCreated.parse(await api('POST', '/accounts', account)).callbackUrl
      await saveAddress(account.kind === 'wecom' ? { corpId: id, callbackUrl } : { appId: id, callbackUrl })
      say(`connected ${account.name} (${account.kind})`)
    }
  }

  /** A busy machine answers the check too late now and then: whoever connects an account presses the button again. */
  async function saveAddress(address: { callbackUrl: string; corpId?: string; appId?: string }) {
    for (let tries = 1; ; tries += 1) {
      const answer = await post(`${simulatorUrl}/sandbox/api/accounts/callback`, address)
      const { ok, problem } = Verdict.parse(answer)
      if (ok) return
      if (tries === 5)
        throw new Error(`the simulator could not verify ${address.callbackUrl}: ${problem ?? 'no reason'}`)
      await pause(1000)
    }
  }

  async function importCustomers() {
    const { items } = z.object({ items: z.array(ImportSummary) }).parse(await api('GET', '/imports'))
    if (items.some((item) => item.file === 'demo-crm.csv' && item.state === 'done')) return
    // A row's owner is found among the members, who come with the first sync of the WeCom account.
    while (Staff.parse(await api('GET', '/staff')).items.length < demo.staff.length) await pause(200)
    const csv = await fetch(`${simulatorUrl}/sandbox/api/demo/crm.csv`)
    const begun = ImportSummary.parse(
      await api('POST', '/contacts/import?file=demo-crm.csv&source=crm', Buffer.from(await csv.arrayBuffer())),
    )
    for (;;) {
      const now = ImportSummary.parse(await api('GET', `/imports/${begun.id}`))
      if (now.state === 'failed') throw new Error(`the demo import failed: ${now.problem}`)
      if (now.state === 'done') {
        say(
          `imported ${now.rows} CRM rows: ${now.created} new, ${now.merged + now.updated} joined, ${now.refused} refused`,
        )
        return
      }
      await pause(200)
    }
  }

  async function publishJourneys() {
    const idOf = await templatesByTitle()
    const { items } = z.object({ items: z.array(JourneySummary) }).parse(await api('GET', '/journeys'))
    for (const template of journeyTemplates) {
      const known = items.find((item) => item.name === template.name)
      if (known && known.version !== null) continue
      const definition = template.build({ templateFor: idOf('oa'), miniTemplateFor: idOf('mini') })
      const id =
        known?.id ??
        z.object({ id: z.string() }).parse(await api('POST', '/journeys', { name: template.name, definition })).id
      await api('POST', `/journeys/${id}/publish`, {})
      say(`published the journey ${template.name}`)
    }
  }

  /** The message templates come with the first sync of an account, which runs on its own after connecting. */
  async function templatesByTitle() {
    const { items } = z.object({ items: z.array(AccountSummary) }).parse(await api('GET', '/accounts'))
    const kindOf = new Map<string, string>(items.map(({ id, kind }) => [id, kind]))
    for (;;) {
      const { templates } = Catalogue.parse(await api('GET', '/catalogue'))
      const kinds = new Set(templates.map(({ account }) => kindOf.get(account)))
      if (kinds.has('oa') && kinds.has('mini')) {
        return (kind: 'oa' | 'mini') => (title: string) => {
          const own = templates.filter(({ account }) => kindOf.get(account) === kind)
          return (own.find((one) => one.title === title) ?? own[0])?.id ?? ''
        }
      }
      await pause(200)
    }
  }

  async function api(method: string, path: string, body?: unknown): Promise<unknown> {
    const raw = Buffer.isBuffer(body)
    return answerOf(
      await fetch(`${productUrl}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiToken}`,
          ...(body === undefined ? {} : { 'content-type': raw ? 'text/csv' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: raw ? new Uint8Array(body) : JSON.stringify(body) }),
      }),
    )
  }
}

const get = async (url: string) => answerOf(await fetch(url))
const post = async (url: string, body: unknown) =>
  answerOf(
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  )

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${text.slice(0, 500)}`)
  return text === '' ? null : JSON.parse(text)
}
