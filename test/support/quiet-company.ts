import { z } from 'zod'
import { type Delivery, Delivery as DeliverySchema } from '../../server/sandbox/control-api.ts'
import { ImportDetail } from '../../shared/api/imports.ts'
import { SyncStates } from '../../shared/api/syncs.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import type { JourneyId } from '../../shared/ids.ts'
import { JourneyId as JourneyIdSchema } from '../../shared/ids.ts'
import type { JourneyDefinition } from '../../shared/journey/journey.ts'
import type { Line } from './line.ts'
import { until } from './until.ts'

type Kind = 'oa' | 'mini' | 'wecom'
export type Connected = { id: string; callbackUrl: string; appId: string }

/** Lists that bring the demo company's crowd at the first sync; a story about a few people does without. */
const CROWDS = ['/cgi-bin/user/get', '/cgi-bin/externalcontact/*']

/** Connects accounts of the demo company through the API and the platform's own check, without its thousand people. */
export async function connectWithoutCrowd(
  line: Line,
  kinds: readonly Kind[] = ['oa', 'mini', 'wecom'],
): Promise<Record<Kind, Connected>> {
  await line.play('/faults', { faults: CROWDS.map((path) => ({ path, kind: 'errcode', errcode: 48001 })) })
  const connected: Partial<Record<Kind, Connected>> = {}
  for (const kind of kinds) {
    const account = line.demo.accounts.find((one) => one.kind === kind)
    if (!account) throw new Error(`the demo company has no ${kind}`)
    const { id, callbackUrl } = await line.connect(account)
    const names = account.kind === 'wecom' ? { corpId: account.corpId } : { appId: account.appId }
    const verdict = z
      .object({ ok: z.boolean(), problem: z.string().nullable() })
      .parse(await line.play('/accounts/callback', { ...names, callbackUrl }))
    if (!verdict.ok) throw new Error(`the platform could not verify ${callbackUrl}: ${verdict.problem}`)
    connected[kind] = { id, callbackUrl, appId: Object.values(names)[0] ?? '' }
  }
  await until('every part of every account was tried once', async () => {
    for (const { id } of Object.values(connected)) {
      const { items } = SyncStates.parse(await line.api('GET', `/accounts/${id}/syncs`))
      if (items.some(({ state }) => state !== 'done')) return false
    }
    return true
  })
  await line.play('/faults', { faults: [] })
  const none = { id: '', callbackUrl: '', appId: '' }
  return { oa: none, mini: none, wecom: none, ...connected }
}

export async function publishJourney(line: Line, name: string, definition: JourneyDefinition): Promise<JourneyId> {
  const made = z.object({ id: JourneyIdSchema }).parse(await line.api('POST', '/journeys', { name, definition }))
  await line.api('POST', `/journeys/${made.id}/publish`, {})
  return made.id
}

const Bulk = z.object({ people: z.array(z.object({ id: z.string(), openId: z.string() })) })

/** So many people in the simulator: strangers, or followers who were there before the product. */
export const peopleOfTown = async (line: Line, count: number, more: Record<string, unknown> = {}) =>
  Bulk.parse(await line.play('/people/bulk', { count, ...more })).people

/** An act of one person; what became of its callbacks. */
export async function act(line: Line, person: string, what: string, body: unknown = {}): Promise<Delivery[]> {
  const done = await line.play(`/people/${person}/${what}`, body)
  return z.object({ callbacks: z.array(DeliverySchema.loose()) }).parse(done).callbacks
}

/** Texts and templates that the Official Account wrote on this person's phone. */
export async function heardFrom(line: Line, person: string): Promise<string[]> {
  const { person: phone } = await line.phones(person, line.demo.walk?.staff ?? '')
  return (phone?.oaMessages ?? []).flatMap(({ from, body }) => {
    if (from !== 'account') return []
    return body.kind === 'text' ? [body.text] : body.kind === 'template' ? [`模板：${body.title}`] : []
  })
}

/** The template message of the demo company with that title. */
export function templateOf(line: Line, title: string): { templateId: string; fields: Record<string, string> } {
  const template = line.demo.templates.find((one) => one.kind === 'oa' && one.title === title)
  if (!template) throw new Error(`no template ${title}`)
  const examples: Record<string, string> = { thing: '体验权益', phrase: '体验会员', time: '10:00', name: '沈嘉宁' }
  const fields = template.fields.map(({ key }) => [key, examples[key.replace(/\d+$/, '')] ?? '1'] as const)
  return { templateId: template.id, fields: Object.fromEntries(fields) }
}

/** One figure of /metrics; 0 when it was never counted. */
export async function metric(line: Line, name: string, labels: Record<string, string> = {}): Promise<number> {
  const text = await (await fetch(`${line.url}/metrics`)).text()
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const found = text.split('\n').filter((row) => row.startsWith(name) && wanted.every((label) => row.includes(label)))
  return found.reduce((sum, row) => sum + Number(row.slice(row.lastIndexOf(' ') + 1)), 0)
}

/** What moves by itself: sweeps, leases and tokens. */
const RESTLESS = new Set(['agendaJobs', 'leases', 'platform_tokens', 'platformTokens'])

/** When something came or was refused is noted at its account, now and then, for the page that shows what is wrong. */
function withoutNotes(account: Record<string, unknown>): Record<string, unknown> {
  const { lastRefusal: _refused, lastCallbackAt: _came, keyProvenAt: _proven, ...rest } = account
  return rest
}

/** Everything the database holds, as text that can be compared. */
export async function holdingsOf(database: Line['database']): Promise<Record<string, string>> {
  const names = (await database.db?.listCollections({}, { nameOnly: true }).toArray()) ?? []
  const kept = names.map(({ name }) => name).filter((name) => !RESTLESS.has(name) && !name.startsWith('system.'))
  const texts = kept.sort().map(async (name) => {
    const rows = await database.collection(name).find().sort({ _id: 1 }).toArray()
    return [name, JSON.stringify(name === 'accounts' ? rows.map(withoutNotes) : rows)] as const
  })
  return Object.fromEntries(await Promise.all(texts))
}

/** What is computed about everybody when a database is new (scores, habits, stages) rests: it writes as it comes. */
export const everybodyComputed = (database: Line['database']): Promise<unknown> =>
  until('everybody was computed', async () => {
    const all = await database.collection('computations').find().toArray()
    return all.length >= 3 && all.every(({ wanted, running }) => wanted === false && running === null)
  })

/** Nothing is left to do: every callback is worked on, and tags that moved were offered to the platforms. */
export const everythingDone = (database: Line['database']): Promise<unknown> =>
  until('nothing is left to do', async () => {
    const open = await database.collection('inbox').countDocuments({ status: { $ne: 'done' } })
    const moved = await database.collection('contacts').countDocuments({ tagsChangedAt: { $exists: true } })
    return open === 0 && moved === 0
  })

/** Leases run on the machine's clock: their time passes here without anybody waiting for it. */
export async function runOutLeases(database: Line['database']): Promise<void> {
  const past = new Date(0)
  await database.collection('inbox').updateMany({ status: 'new' }, { $set: { claimedUntil: past } })
  await database.collection('outbox').updateMany({ fate: 'sending' }, { $set: { due: past } })
  await database.collection('leases').deleteMany({})
  await database.collection('agendaJobs').updateMany({ lockedAt: { $ne: null } }, { $set: { lockedAt: null } })
}

/** Imports CRM rows through the API, and waits for the end of it. */
export async function importCsv(line: Line, csv: string, file = 'crm.csv'): Promise<ImportSummary> {
  const answer = await fetch(`${line.url}/api/v1/contacts/import?file=${file}&source=crm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'text/csv' },
    body: csv,
  })
  const { id } = ImportSummary.parse(await answer.json())
  return until('the import is over', async () => {
    const now = ImportSummary.parse(await line.api('GET', `/imports/${id}`))
    return now.state !== 'running' && now
  })
}

/** Imports a file as a person does on its page: the columns as they are guessed, the preview, then the start. */
export const importByLook = (line: Line, csv: string, file = 'crm.csv'): Promise<ImportSummary> =>
  byLook(line, csv, `file=${file}&source=crm`)

/** The same with rows of an object. */
export const importRows = (line: Line, object: string, csv: string): Promise<ImportSummary> =>
  byLook(line, csv, `file=${object}.csv&object=${object}`)

async function byLook(line: Line, csv: string, query: string): Promise<ImportSummary> {
  const id = await uploadByLook(line, csv, query)
  await line.api('POST', `/imports/${id}/start`, {})
  return importReaches(line, id, 'done')
}

/** Uploads a file whose columns mean what they are guessed to; gives it back when its preview is there. */
export async function uploadByLook(line: Line, csv: string, query: string): Promise<ImportSummary['id']> {
  const answer = await fetch(`${line.url}/api/v1/imports?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'text/csv' },
    body: csv,
  })
  const { summary, guess, rows } = ImportDetail.parse(await answer.json())
  if (rows === null) await line.api('PUT', `/imports/${summary.id}/mapping`, guess)
  else await line.api('PUT', `/imports/${summary.id}/row-mapping`, rows.guess)
  await importReaches(line, summary.id, 'ready')
  return summary.id
}

export const importReaches = (line: Line, id: string, state: ImportSummary['state']): Promise<ImportSummary> =>
  until(`the import is ${state}`, async () => {
    const now = ImportSummary.parse(await line.api('GET', `/imports/${id}`))
    return now.state === state && now
  })
