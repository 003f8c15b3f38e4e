import type mongoose from 'mongoose'
import { createAcceptEvents } from '../../server/intake/accept-events.ts'
import { createLog } from '../../server/kit/log.ts'
import { createSharedReading } from '../../server/segments/shared-reading.ts'
import { createComputationsStore } from '../../server/store/computations.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { createHistoriesStore } from '../../server/store/histories.ts'
import { createInboxStore, indexes as inboxIndexes } from '../../server/store/inbox.ts'
import { createInvitationsStore, indexes as invitationIndexes } from '../../server/store/invitations.ts'
import { createScoreFormulasStore } from '../../server/store/score-formulas.ts'
import { createScoreHistoryStore } from '../../server/store/score-history.ts'
import { createSegmentsStore } from '../../server/store/segments.ts'
import { createEverybodyWork } from '../../server/traits/everybody-work.ts'
import { createLiveScores } from '../../server/traits/live-scores.ts'
import { createRelations } from '../../server/traits/relations.ts'
import { createScoring } from '../../server/traits/score-people.ts'
import { createTellCrossings } from '../../server/traits/tell-crossings.ts'
import { Contact } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'
import { Incoming } from '../../shared/incoming.ts'
import { allScoreKinds } from '../../shared/score/registry.ts'
import { type Measure, sources } from '../../shared/segment/history.ts'
import { everybody } from '../../shared/segment/rule.ts'
import { incoming, mini, peopleOf } from './people.ts'

const timeZone = 'Asia/Shanghai'
const allThereIs = sources.map(
  (source): Measure => ({ source, rows: everybody, take: { kind: 'count' }, from: null, to: null }),
)

/** Scores over a real database: what happens is what `tell` says; the nights are asked for. */
export async function scoresOf(connection: mongoose.Connection, clock: { now(): Date }) {
  await ensureIndexes(connection, [...inboxIndexes, ...invitationIndexes])
  const log = createLog('silent')
  const people = await peopleOf(connection)
  const { contacts } = people
  const inbox = createInboxStore(connection)
  const acceptEvents = createAcceptEvents({ inbox, clock, nudge: () => undefined })
  const computations = createComputationsStore(connection)
  const formulas = createScoreFormulasStore(connection)
  const history = createScoreHistoryStore(connection)
  const relations = createRelations({
    ...{ contacts, invitations: createInvitationsStore(connection), acceptEvents, timeZone },
  })
  const histories = createHistoriesStore(connection)
  const scoring = createScoring({
    ...{ contacts, histories, formulas, scoreHistory: history, clock, timeZone },
    broughtBy: relations.broughtBy,
    tellCrossings: createTellCrossings({ acceptEvents, clock }),
  })
  const live = createLiveScores({ scoring, computations, log })
  const workerNamed = (
    worker: string,
    {
      onPiece,
      whenRoom = async () => undefined,
      ...more
    }: {
      pieceSize?: number
      whenRoom?: () => Promise<void>
      onPiece?: (count: number) => unknown
    } = {},
  ) =>
    createEverybodyWork({
      ...{ computations, segments: createSegmentsStore(connection), clock, machine: clock, timeZone, log, worker },
      all: [
        {
          name: 'scores',
          async workOn(ids, { quiet }) {
            onPiece?.(ids.length)
            await scoring.scorePeople(
              ids.map((contact) => ({ contact, kinds: allScoreKinds })),
              quiet,
            )
          },
        },
      ],
      whenRoom,
      ...more,
    })
  const work = () => workerNamed('w1').workOnEverybody(new AbortController().signal)
  const tell = async (events: readonly Incoming[]) => {
    const linked = await people.linkIncoming(events, clock.now())
    const items = linked.map(({ incoming: { event, facts }, contact, created, merged }) => ({
      ...{ contact, event },
      whole: created || merged.length > 0 || Object.keys(facts).length > 0,
    }))
    const inviters = await relations.noteInvitations(items)
    // Others read along all there is: scores take of it what is theirs.
    const reader = createSharedReading({ contacts, histories, clock }, async (now) => [
      ...(await live.measuresOf(items, inviters, now)),
      ...allThereIs,
    ])
    await live.react(items, inviters, reader)
  }
  return {
    ...{ people, computations, formulas, history, relations, scoring, workerNamed, work, tell },
    async byNight() {
      await computations.ask('scores')
      await work()
    },
    /** Somebody we know by one account. */
    async known(name: string, claim = mini(name)): Promise<ContactId> {
      const found = await contacts.byIdentity(claim.key)
      if (found !== null) return found.id
      await tell([incoming('mini.opened', [claim], { id: `known:${name}`, at: new Date('2026-11-01T02:00:00Z') })])
      return ContactId.parse((await contacts.byIdentity(claim.key))?.id)
    },
    /** Of everybody who lives. */
    async scores(): Promise<Record<string, Contact['scores']>> {
      const found = await connection.collection('contacts').find({ mergedInto: null }).sort({ _id: 1 }).toArray()
      return Object.fromEntries(found.map(({ _id, scores }) => [String(_id), Contact.shape.scores.parse(scores)]))
    },
    /** What the inbox was told of scores, in the order in which it came. */
    async told() {
      const rows = await connection
        .collection('inbox')
        .find({ type: 'score.changed' })
        .sort({ order: 1, _id: 1 })
        .toArray()
      return rows.map(({ body }) => Incoming.parse(JSON.parse(body)))
    },
  }
}
