import type { ContactId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import { type AboutPerson, type FindAbout, redacted } from '../store/about-person.ts'
import type { Cipher } from '../store/cipher.ts'
import type { PeopleData } from '../store/holdings.ts'
import type { PrivacyRequestsStore } from '../store/privacy-requests.ts'
import { exportHtml } from './export-html.ts'
import { givenOut } from './given-out.ts'

type Needs = {
  peopleData: PeopleData
  findAbout: FindAbout
  requests: Pick<PrivacyRequestsStore, 'noteExport'>
  cipher: Cipher
  clock: Clock
}
type Asked = { contact: ContactId; format: 'json' | 'html'; reason: string }

/** All that is held of one person, whichever collection it lies in, row by row: memory stays flat. */
export function createExport({ peopleData, findAbout, requests, cipher, clock }: Needs) {
  const sectionsOf = (about: AboutPerson) =>
    peopleData.map(({ name, label, find }) => ({ name, label, rows: read(find(about)) }))
  async function* read(rows: AsyncIterable<object>): AsyncGenerator<unknown> {
    for await (const row of rows) yield givenOut(row, cipher)
  }

  async function* json(about: AboutPerson, at: Date): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(at)},"contact":${JSON.stringify(about.contacts[0])},"data":{`
    let first = true
    for (const { name, label, rows } of sectionsOf(about)) {
      yield `${first ? '' : ','}\n${JSON.stringify(name)}:{"label":${JSON.stringify(label)},"rows":[`
      first = false
      let comma = ''
      for await (const row of rows) {
        yield `${comma}\n${JSON.stringify(row)}`
        comma = ','
      }
      yield ']}'
    }
    yield '}}\n'
  }

  /** It is recorded before anything is given out. Refuses `contact.not-found`. */
  return async ({ contact, format, reason }: Asked, by: { name: string }): Promise<AsyncIterable<string>> => {
    const about = await findAbout(contact)
    const [living] = about?.contacts ?? []
    if (about === null || living === undefined) {
      throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
    }
    const at = clock.now()
    const kept = redacted(reason, about)
    await requests.noteExport({ id: newId('pr'), contact: living, by: by.name, reason: kept, askedAt: at })
    if (format === 'json') return json(about, at)
    const title = `${about.words[0] ?? '一位客户'}的个人信息`
    const lines = [`导出时间：${at.toISOString()}`, `客户编号：${living}`, `导出原因：${reason}`]
    return exportHtml({ title, lines }, sectionsOf(about))
  }
}
export type ExportPerson = ReturnType<typeof createExport>
