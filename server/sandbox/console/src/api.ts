import type { CallbackWeather, DemoCompany, Fault, PersonRow, PhonesState } from '../../control-api.ts'
import type { Code } from '../../http/codes.ts'
import type { JournalEntry } from '../../world/journal.ts'

/** The console's only door to the simulator. A refusal's sentence is already fit for the screen. */
export type { CallbackWeather, Code, DemoCompany, Fault, JournalEntry, PersonRow, PhonesState }
export type StaffView = NonNullable<PhonesState['staff']>
export type PersonView = NonNullable<PhonesState['person']>
export type MessageView = StaffView['appMessages'][number]
export type Opened = {
  kind: 'page' | 'mini' | 'outside'
  url: string
  page: string
  status: number | null
  frame: string | null
}
export type ActAnswer = { callbacks: { ok: boolean; problem: string | null; event: string }[]; opened?: Opened | null }

export type KfChat = PersonView['kf'][number]
export type Task = StaffView['tasks'][number]
export type Organisation = {
  departments: { id: number; name: string; parent: number }[]
  members: {
    userId: string
    name: string
    position: string
    department: number
    leader: string | null
    leads: boolean
    status: number
  }[]
}

export class Refused extends Error {}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/sandbox/api${path}`, init)
  } catch (error) {
    console.warn(path, error)
    throw new Refused('模拟器没有应答，请看启动命令所在的终端')
  }
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (!response.ok) throw new Refused(sentenceOf(answer) ?? `模拟器答了 HTTP ${response.status}`)
  return answer as T
}

const sentenceOf = (answer: unknown): string | null => {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null
  const { error } = answer
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : null
}

const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  ask<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const segment = encodeURIComponent

export const sandbox = {
  demo: () => ask<DemoCompany>('/demo'),
  state: (person: string, staff: string) =>
    ask<PhonesState>(`/state?person=${segment(person)}&staff=${segment(staff)}`),
  journal: (limit: number) => ask<{ entries: JournalEntry[] }>(`/journal?limit=${limit}`),
  people: (query: string) => ask<{ people: PersonRow[]; total: number }>(`/people?query=${segment(query)}`),
  makePerson: (body: { name?: string }) => post<PersonRow>('/people', body),
  person: (id: string, act: string, body: unknown = {}) => post<ActAnswer>(`/people/${segment(id)}/${act}`, body),
  bot: (act: 'login' | 'logout' | 'start') => post<ActAnswer>(`/wechaty/${act}`),
  staff: (id: string, act: string, body: unknown = {}) => post<ActAnswer>(`/staff/${segment(id)}/${act}`, body),
  setClock: (body: { speed?: number; jumpMs?: number }) => post<unknown>('/clock', body),
  setFaults: (faults: unknown[]) => post<unknown>('/faults', { faults, replace: true }),
  setWeather: (weather: CallbackWeather) => post<unknown>('/callbacks/weather', weather),
  setRights: (rights: { appId: string; service: boolean; verified: boolean }) =>
    post<unknown>('/accounts/rights', rights),
  revokeTokens: () => post<unknown>('/tokens/revoke'),
  codes: () => ask<{ codes: Code[] }>('/codes'),
  codePicture: (text: string) => `/sandbox/api/codes/picture?text=${segment(text)}`,
  media: (id: string) => `/sandbox/api/media/${segment(id)}`,
  organisation: () => ask<Organisation>('/organisation'),
  organise: (path: string, body: unknown = {}) => post<ActAnswer>(`/organisation/${path}`, body),
  acquisition: (news: string, linkId = '') => post<ActAnswer>('/acquisition/news', { news, linkId }),
  reset: () => post<unknown>('/reset', {}),
}
