import type mongoose from 'mongoose'
import { groupBy } from '../kit/group-by.ts'
import type { OutboxDocument, Settlement } from './outbox-document.ts'

type Write = mongoose.mongo.AnyBulkWriteOperation<OutboxDocument>

/** Rows that end alike are one statement, which costs the embedded engine a third of one for each. */
export function settleUpdates(settlements: readonly Settlement[], now: Date, day: string): Write[] {
  const alike = groupBy(settlements, ({ key: _key, ...end }) =>
    JSON.stringify('receipt' in end ? { ...end, receipt: end.receipt !== null } : end),
  )
  return [...alike.values()].map((group) => settleAlike(group, now, day))
}

function settleAlike(group: readonly [Settlement, ...Settlement[]], now: Date, day: string): Write {
  const [first] = group
  const keys = group.map(({ key }) => key)
  const filter = { _id: { $in: keys }, claim: first.claim, fate: 'sending' as const }
  const freed = { claim: null, calledAt: null, why: first.why }
  if (first.fate === 'waiting') {
    const { notBefore, calledAt, attempts, spent } = first
    const alone = calledAt === null ? { batch: null } : {}
    const set = { ...freed, ...alone, calledAt, attempts, fate: 'waiting' as const, notBefore, due: notBefore }
    if (spent) return { updateMany: { filter, update: { $set: { ...set, spent } } } }
    return { updateMany: { filter, update: { $set: set, $unset: { spent: '' as const } } } }
  }
  const { fate, receipt, responseCode, address } = first
  const set = { ...freed, fate, responseCode, settledAt: now, day, ...(address && { address }) }
  if (receipt === null) return { updateMany: { filter, update: { $set: set, $unset: { due: '' as const } } } }
  const receipts = group.map((one) => ('receipt' in one ? one.receipt : null))
  // What is said may begin with a dollar, and is no field.
  const said = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, { $literal: value }]))
  const own = { $arrayElemAt: [{ $literal: receipts }, { $indexOfArray: [{ $literal: keys }, '$_id'] }] }
  return { updateMany: { filter, update: [{ $set: { ...said, receipt: own } }, { $unset: 'due' }] } }
}
