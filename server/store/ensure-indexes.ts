import mongoose from 'mongoose'

/** What each store file exports as `indexes`: the fields, and what is special about it. */
export type IndexSpec = {
  readonly collection: string
  readonly spec: Readonly<Record<string, 1 | -1 | 'text'>>
  readonly options: {
    readonly name?: string
    readonly unique?: boolean
    readonly sparse?: boolean
    readonly expireAfterSeconds?: number
    readonly partialFilterExpression?: Readonly<Record<string, unknown>>
  }
}

/** The database has an index of this name that says something else: starting would break a promise (uniqueness, expiry). */
export class IndexDiffers extends Error {
  readonly code = 'store.index-differs'
  constructor(differences: readonly string[]) {
    super(
      [
        'The database has indexes that differ from what this version needs:',
        ...differences.map((line) => `  ${line}`),
      ].join('\n'),
    )
    this.name = 'IndexDiffers'
  }
}

/**
 * Creates what is missing and checks what is there; run by every process at start, together or not.
 * Told to stop, it breaks off between two collections, with an error.
 * An index that differs is named and left alone: dropping one in a running installation is a person's decision.
 */
export async function ensureIndexes(
  connection: mongoose.Connection,
  specs: readonly IndexSpec[],
  stopping?: AbortSignal,
): Promise<void> {
  const differences: string[] = []
  for (const [name, wanted] of groupByCollection(specs)) {
    stopping?.throwIfAborted()
    const collection = connection.collection(name)
    const there = await existingIndexes(collection)
    const missing: { key: Record<string, 1 | -1 | 'text'>; name: string }[] = []
    for (const { spec, options } of wanted) {
      const known = there.find((index) => index.name === indexName(spec, options))
      if (known === undefined) {
        missing.push({ ...options, key: { ...spec }, name: indexName(spec, options) })
        continue
      }
      const [has, needs] = [describeIndex(known.key, known), describeIndex(spec, options)]
      if (has !== needs) differences.push(`${name}.${indexName(spec, options)} is ${has}, must be ${needs}`)
    }
    if (missing.length > 0) await createMissing(collection, missing, differences)
  }
  if (differences.length > 0) throw new IndexDiffers(differences)
}

type ExistingIndex = IndexSpec['options'] & { name: string; key: Record<string, unknown> }

async function existingIndexes(collection: mongoose.Collection): Promise<ExistingIndex[]> {
  try {
    const found = await collection.listIndexes().toArray()
    return found.flatMap(({ name, key, ...options }) => (typeof name === 'string' ? [{ ...options, name, key }] : []))
  } catch (error) {
    if (isServerError(error, NAMESPACE_NOT_FOUND)) return []
    throw error
  }
}

async function createMissing(
  collection: mongoose.Collection,
  missing: { key: Record<string, 1 | -1 | 'text'>; name: string }[],
  differences: string[],
): Promise<void> {
  try {
    await collection.createIndexes(missing)
  } catch (error) {
    const conflict = isServerError(error, INDEX_OPTIONS_CONFLICT) || isServerError(error, INDEX_KEY_SPECS_CONFLICT)
    if (!conflict && !isServerError(error, DUPLICATE_KEY)) throw error
    differences.push(`${collection.collectionName}: ${error instanceof Error ? error.message : 'cannot be created'}`)
  }
}

const NAMESPACE_NOT_FOUND = 26
const INDEX_OPTIONS_CONFLICT = 85
const INDEX_KEY_SPECS_CONFLICT = 86
const DUPLICATE_KEY = 11000
const isServerError = (error: unknown, code: number) =>
  error instanceof mongoose.mongo.MongoServerError && error.code === code

const indexName = (spec: IndexSpec['spec'], options: IndexSpec['options']) =>
  options.name ??
  Object.entries(spec)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_')

function describeIndex(key: Readonly<Record<string, unknown>>, options: IndexSpec['options']): string {
  const fields = Object.entries(key).map(([field, direction]) => `${field} ${String(direction)}`)
  return [
    `(${fields.join(', ')})`,
    ...(options.unique === true ? ['unique'] : []),
    ...(options.sparse === true ? ['sparse'] : []),
    ...(options.expireAfterSeconds === undefined ? [] : [`expiring after ${options.expireAfterSeconds} s`]),
    ...(options.partialFilterExpression === undefined
      ? []
      : [`where ${JSON.stringify(options.partialFilterExpression)}`]),
  ].join(' ')
}

function groupByCollection(specs: readonly IndexSpec[]): Map<string, IndexSpec[]> {
  const groups = new Map<string, IndexSpec[]>()
  for (const spec of specs) groups.set(spec.collection, [...(groups.get(spec.collection) ?? []), spec])
  return groups
}
