/**
 * Rewrites what this engine version answers wrongly into something equal that it answers rightly.
 *  - $dateTrunc by day, week, month, quarter or year: days off (documentdb/documentdb pull request 712, open).
 *  - $bucket: its output has to come in the order of _id.
 */
import { BSON, type Document } from 'bson'
import { isDocument } from './command.ts'

const MARKS = ['$dateTrunc', '$bucket'].map((mark) => Buffer.from(mark))
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function dateTrunc(spec: Document): Document {
  const unit: unknown = spec.unit
  if (typeof unit !== 'string' || (spec.binSize !== undefined && Number(spec.binSize) !== 1))
    return { $dateTrunc: spec }
  const timezone = spec.timezone === undefined ? {} : { timezone: spec.timezone }
  const part = (name: string): Document => ({ [`$${name}`]: { date: spec.date, ...timezone } })
  const from = (month: unknown, day: unknown): Document => ({
    $dateFromParts: { year: part('year'), month, day, ...timezone },
  })
  switch (unit) {
    case 'year':
      return from(1, 1)
    case 'quarter':
      return from({ $subtract: [part('month'), { $mod: [{ $subtract: [part('month'), 1] }, 3] }] }, 1)
    case 'month':
      return from(part('month'), 1)
    case 'day':
      return from(part('month'), part('dayOfMonth'))
    case 'week': {
      const first = DAYS.indexOf(
        String(spec.startOfWeek ?? 'sunday')
          .slice(0, 3)
          .toLowerCase(),
      )
      return first < 0
        ? { $dateTrunc: spec }
        : from(part('month'), {
            $subtract: [part('dayOfMonth'), { $mod: [{ $add: [part('dayOfWeek'), 6 - first] }, 7] }],
          })
    }
    default:
      return { $dateTrunc: spec }
  }
}

function walkDocument(value: Document): Document {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
}

function walk(value: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item) => {
      const next = walk(item)
      return item !== null && typeof item === 'object' && '$bucket' in item ? [next, { $sort: { _id: 1 } }] : [next]
    })
  if (
    value === null ||
    typeof value !== 'object' ||
    '_bsontype' in value ||
    value instanceof Date ||
    value instanceof RegExp
  )
    return value
  const next = walkDocument(value)
  const spec: unknown = next.$dateTrunc
  return isDocument(spec) ? dateTrunc(spec) : next
}

export function correct(body: Buffer): Uint8Array {
  if (!MARKS.some((mark) => body.includes(mark))) return body
  return BSON.serialize(walkDocument(BSON.deserialize(body, { promoteValues: false, bsonRegExp: true })))
}
