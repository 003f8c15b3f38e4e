import type { WalkSummary } from '../../../shared/api/contacts.ts'
import { type EnrollmentRow, type OutboxRow, ReceiptName } from '../../../shared/api/journeys.ts'
import type { Contact } from '../../../shared/contact.ts'
import { type ContactId, EnrollmentId } from '../../../shared/ids.ts'
import type { Enrollment } from '../../../shared/journey/journey.ts'
import { kindOf, settingsOf } from '../../../shared/journey/registry.ts'
import { sayTime } from '../../../shared/say-time.ts'
import { type Names, withNames } from '../../../shared/segment/names.ts'
import type { Clock } from '../../kit/clock.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { EnrollmentDetail, EnrollmentsStore } from '../../store/enrollments.ts'
import type { EventsStore } from '../../store/events.ts'
import type { JourneysStore, PublishedVersion } from '../../store/journeys.ts'
import type { OutboxEntry, OutboxStore } from '../../store/outbox.ts'
import type { EnrollmentNeeds } from '../routes/enrollments.ts'
import type { OutboxNeeds } from '../routes/outbox.ts'

export type WalkReplyNeeds = {
  contacts: Pick<ContactsStore, 'getMany'>
  journeys: Pick<JourneysStore, 'namesOf' | 'version'>
  enrollments: Pick<EnrollmentsStore, 'page'>
  outbox: Pick<OutboxStore, 'page'>
  events: Pick<EventsStore, 'wordsOf'>
  /** The channel's one-line summary of a content, filled for this person. */
  summaryFor(contact: Contact | null, channel: string, content: unknown): string
  /** How the things are called that these sentences name by their ids. */
  namesFor(texts: readonly string[]): Promise<Names>
  timeZone: string
  clock: Clock
}

function rowOf({ enrollment, trail }: EnrollmentDetail, contactName: string | null, names: Names): EnrollmentRow {
  const { id, journey, contact, version, state, enteredAt } = enrollment
  const at = enrollment.state === 'at' ? enrollment : null
  return {
    ...{ id, journey, contact, contactName, version, state, enteredAt },
    node: at?.node ?? null,
    until: at?.until ?? null,
    reason: enrollment.state === 'left' ? enrollment.reason : null,
    trail: trail.map(({ node, exit, at: when, why }) => ({ node, exit, at: when, why: withNames(why, names) })),
  }
}

const outboxRow = (entry: OutboxEntry, contactName: string | null, summary: string): OutboxRow => {
  const { key, contact, journey, channel, fate, why, notBefore, createdAt, settledAt } = entry
  const row = { key, contact, contactName, journey, channel, summary, fate, why, notBefore, createdAt, settledAt }
  return { ...row, receipts: receiptsOf(entry) }
}

const receiptsOf = ({ told = {} }: OutboxEntry): OutboxRow['receipts'] =>
  ReceiptName.options
    .flatMap((name) => {
      const note = told[name]
      return note ? [{ name, ...note }] : []
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())

/** What a person stands at and until when, as one Chinese phrase. */
function nextOf(enrollment: Enrollment, version: PublishedVersion | null, say: (at: Date) => string) {
  if (enrollment.state !== 'at') return { node: null, nodeLabel: null, next: null }
  const node = version?.journey.nodes.get(enrollment.node)
  const kind = node === undefined ? undefined : kindOf(node.type)
  if (node === undefined || kind === undefined) return { node: enrollment.node, nodeLabel: null, next: null }
  const settings = settingsOf(kind, node)
  const summary = settings.success ? kind.summary(settings.data) : kind.label
  const until = enrollment.until === null ? '' : `，到 ${say(enrollment.until)}`
  return { node: enrollment.node, nodeLabel: kind.label, next: `${summary}${until}` }
}

/** Walks and messages as lists show them. */
export function createWalkReplies(
  needs: WalkReplyNeeds,
): EnrollmentNeeds & OutboxNeeds & { walksOf(contact: ContactId, limit?: number): Promise<WalkSummary[]> } {
  return {
    async listEnrollments({ cursor, ...query }) {
      const after = cursor === undefined ? undefined : EnrollmentId.parse(cursor)
      const { items, next } = await needs.enrollments.page({ ...query, after })
      const [people, names] = await Promise.all([
        needs.contacts.getMany(items.map(({ enrollment }) => enrollment.contact)),
        needs.namesFor(items.flatMap(({ trail }) => trail.map(({ why }) => why))),
      ])
      return { items: items.map((one) => rowOf(one, people.get(one.enrollment.contact)?.name ?? null, names)), next }
    },

    async listOutbox(query) {
      const { items, next } = await needs.outbox.page(query)
      const [people, words] = await Promise.all([
        needs.contacts.getMany(items.flatMap(({ contact }) => contact ?? [])),
        needs.events.wordsOf(items.map(({ key }) => key)),
      ])
      const row = (entry: OutboxEntry) => {
        const contact = entry.contact === null ? null : (people.get(entry.contact) ?? null)
        const said = words.get(entry.key) ?? needs.summaryFor(contact, entry.channel, entry.content)
        return outboxRow(entry, contact?.name ?? null, said)
      }
      return { items: items.map(row), next }
    },

    async walksOf(contact, limit = 50) {
      const { items } = await needs.enrollments.page({ contact, limit })
      const now = needs.clock.now()
      const say = (at: Date) => sayTime(at, now, needs.timeZone)
      const names = await needs.journeys.namesOf(items.map(({ enrollment }) => enrollment.journey))
      const walks = await Promise.all(
        items.map(async ({ enrollment }): Promise<WalkSummary> => {
          const { id, journey, version, state, enteredAt } = enrollment
          const published = state === 'at' ? await needs.journeys.version(journey, version) : null
          return {
            enrollment: id,
            journey,
            journeyName: names.get(journey) ?? '已删除的旅程',
            version,
            state,
            enteredAt,
            ...nextOf(enrollment, published, say),
            reason: enrollment.state === 'left' ? enrollment.reason : null,
          }
        }),
      )
      const called = await needs.namesFor(walks.flatMap(({ next }) => next ?? []))
      const said = walks.map((walk) => ({ ...walk, next: walk.next === null ? null : withNames(walk.next, called) }))
      return said.sort((a, b) => b.enteredAt.getTime() - a.enteredAt.getTime())
    },
  }
}
