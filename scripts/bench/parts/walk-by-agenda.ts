import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import type mongoose from 'mongoose'
import { personId, STEPS } from './j5.ts'

type Walk = { _id: string; contact: string; step: number; trail: unknown[] }
type Row = { _id: string; tags?: string[]; [field: string]: unknown }

/**
 * The usual way, as a baseline: one Agenda job per step of each person. A job loads the walk, does the step, saves where
 * the person is now and schedules the job of the next step. Generous to it: no claim, no timeline, no guard.
 */
export async function walkByAgenda(connection: mongoose.Connection, people: number) {
  const { db } = connection
  if (!db) throw new Error('not connected')
  const walks = connection.collection<Walk>('enrollments_agenda')
  const outbox = connection.collection<Row>('outbox')
  const contacts = connection.collection<{ _id: string; name?: string; tags: string[] }>('contacts')
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: db, collection: 'agendaBaseline', ensureIndex: true }),
    processEvery: 50,
    maxConcurrency: 50,
    defaultConcurrency: 50,
    defaultLockLimit: 200,
    removeOnComplete: true,
  })
  let faults = 0
  agenda.on('error', () => {
    faults += 1
  })
  let finished = 0
  let done: () => void = () => undefined
  const everybody = new Promise<void>((resolve) => {
    done = resolve
  })

  agenda.define<{ walk: string }>('step', async (job) => {
    const _id = job.attrs.data.walk
    const walk = await walks.findOne({ _id })
    if (!walk) return
    const step = STEPS[walk.step]
    const person = await contacts.findOne({ _id: walk.contact })
    if (step === 'welcome' || step === 'gift') {
      const key = `${_id}:${walk.step}:0`
      await outbox.insertOne({
        _id: key,
        contact: walk.contact,
        channel: 'oa-template',
        fate: 'sending',
        name: person?.name,
      })
      await outbox.updateOne({ _id: key }, { $set: { fate: 'sent', receipt: `r:${key}` } })
    }
    if (step === 'tag') await contacts.updateOne({ _id: walk.contact }, { $addToSet: { tags: '新粉丝' } })
    await walks.updateOne({ _id }, { $inc: { step: 1 }, $push: { trail: { node: step, at: new Date() } } })
    if (walk.step + 1 < STEPS.length) {
      await agenda.now('step', { walk: _id })
      return
    }
    finished += 1
    if (finished === people) done()
  })
  await agenda.ready
  await agenda.start()

  return {
    async measure() {
      const ids = Array.from({ length: people }, (_, index) => personId(index))
      await walks.insertMany(ids.map((contact) => ({ _id: `w_${contact}`, contact, step: 0, trail: [] })))
      for (const contact of ids) await agenda.now('step', { walk: `w_${contact}` })
      await everybody
    },
    async finish() {
      await agenda.stop(false)
      if (faults > 0) console.error(`${faults} faults in Agenda`)
    },
  }
}
