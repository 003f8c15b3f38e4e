/** Errors as a MongoDB driver expects them, made from what PostgreSQL and DocumentDB raise. */
import { PgError } from './pg-client.ts'

/** DocumentDB's own SQLSTATEs that have a name in MongoDB, and their MongoDB codes. */
const ENGINE: Record<string, readonly [number, string]> = Object.fromEntries(
  `
M0000 1 InternalError|M0001 2 BadValue|M0002 5 GraphContainsCycle|M0003 9 FailedToParse|M0004 14 TypeMismatch|M0005 15 Overflow
M0006 20 IllegalOperation|M0008 26 NamespaceNotFound|M0009 27 IndexNotFound|M000A 28 PathNotViable|M000B 31 RoleNotFound
M000C 34 CannotBackfillArray|M000D 40 ConflictingUpdateOperators|M000E 43 CursorNotFound|M000F 48 NamespaceExists
M000G 52 DollarPrefixedFieldName|M000H 53 CanNotBeTypeArray|M000I 54 NotSingleValueField|M000J 56 EmptyFieldName|M000K 57 DottedFieldName
M000L 61 ShardKeyNotFound|M000M 66 ImmutableField|M000N 67 CannotCreateIndex|M000O 68 IndexAlreadyExists|M000P 72 InvalidOptions
M000Q 73 InvalidNamespace|M000R 85 IndexOptionsConflict|M000S 86 IndexKeySpecsConflict|M000T 111 NotExactValueField
M000U 115 CommandNotSupported|M000W 146 ExceededMemoryLimit|M000Y 165 ViewDepthLimitExceeded|M000Z 166 CommandNotSupportedOnView
M0010 167 OptionNotSupportedOnView|M0012 197 InvalidIndexSpecificationOption|M0013 224 QueryFeatureNotAllowed
M0014 232 MaxSubPipelineDepthExceeded|M0015 241 ConversionFailure|M0016 263 OperationNotSupportedInTransaction|M0017 276 IndexBuildAborted
M0018 291 NoQueryExecutionPlans|M001B 10334 BSONObjectTooLarge|M001C 11000 DuplicateKey|M001D 12587 BackgroundOperationInProgressForNamespace
M001H 13113 MergeStageNoMatchingDocument|M00CO 121 DocumentValidationFailure|M00ER 13 Unauthorized|M00EU 6 HostUnreachable
M00EW 24 LockTimeout|M00EX 50 MaxTimeMSExpired|M00EY 59 CommandNotFound|M00F0 91 ShutdownInProgress|M00F1 112 WriteConflict
M00F2 117 ConflictingOperationInProgress|M00F4 201 CannotBuildIndexKeys|M00F5 225 TransactionTooOld|M00F6 251 NoSuchTransaction
M00F7 256 TransactionCommitted|M00FB 50768 NotARetryableWriteCommand|M007R 40319 Location40319|M007U 40324 Location40324
M004Y 31023 Location31023|M003Y 28690 Location28690|M0034 17124 Location17124|M0024 16610 Location16610|M0023 16554 Location16554`
    .trim()
    .split(/[|\n]/)
    .map((entry): [string, readonly [number, string]] => {
      const [state = '', code, name = ''] = entry.split(' ')
      return [state, [Number(code), name]]
    }),
)

/** PostgreSQL's SQLSTATEs that can reach a client. */
const POSTGRES: Record<string, readonly [number, string]> = {
  '23505': [11000, 'DuplicateKey'],
  '23P01': [11000, 'DuplicateKey'],
  '42P01': [26, 'NamespaceNotFound'],
  '42P07': [48, 'NamespaceExists'],
  '57014': [50, 'MaxTimeMSExpired'],
  '55P03': [24, 'LockTimeout'],
  '40001': [112, 'WriteConflict'],
  '40P01': [112, 'WriteConflict'],
  '0A000': [115, 'CommandNotSupported'],
  '22P02': [9, 'FailedToParse'],
  '22023': [2, 'BadValue'],
  '53100': [14031, 'OutOfDiskSpace'],
  '53200': [146, 'ExceededMemoryLimit'],
  '25P02': [251, 'NoSuchTransaction'],
  '25P03': [251, 'NoSuchTransaction'],
  '57P01': [91, 'ShutdownInProgress'],
  '57P02': [91, 'ShutdownInProgress'],
  '57P03': [91, 'ShutdownInProgress'],
  '42P10': [2, 'BadValue'],
}

export class MongoError extends Error {
  readonly code: number
  readonly codeName: string
  readonly labels: readonly string[]
  /** Other fields of the reply, as keyPattern and keyValue. */
  readonly fields: Record<string, unknown>
  constructor(
    code: number,
    codeName: string,
    message: string,
    labels: readonly string[] = [],
    fields: Record<string, unknown> = {},
  ) {
    super(message)
    this.code = code
    this.codeName = codeName
    this.labels = labels
    this.fields = fields
  }
  toReply(): Record<string, unknown> {
    return {
      ok: 0,
      errmsg: this.message,
      code: this.code,
      codeName: this.codeName,
      ...this.fields,
      ...(this.labels.length > 0 && { errorLabels: this.labels }),
    }
  }
}

/** Errors after which the engine has done nothing, so the same statement may simply be run again. */
export const isTransient = (error: unknown): boolean =>
  error instanceof PgError && (error.state === '40001' || error.state === '40P01')

/** MongoDB's code for an SQLSTATE. In a transaction a lock that cannot be had at once is a write conflict. */
export function mongoCode(state: string, inTransaction: boolean): readonly [number, string] {
  if (inTransaction && (state === '55P03' || state === '23505' || state === '23P01' || state === 'M00EW'))
    return [112, 'WriteConflict']
  return ENGINE[state] ?? POSTGRES[state] ?? (state.startsWith('M') ? [2, 'BadValue'] : [1, 'InternalError'])
}

/** In a write error DocumentDB packs the five characters of the SQLSTATE into one number, six bits each. */
export const unpackState = (packed: number): string =>
  String.fromCharCode(...[0, 6, 12, 18, 24].map((shift) => ((packed >>> shift) & 0x3f) + 48))

const LOST: readonly [number, string] = [91, 'ShutdownInProgress']

export function toMongoError(error: unknown, inTransaction: boolean): MongoError {
  if (error instanceof MongoError) return error
  const state = error instanceof PgError ? error.state : 'XX000'
  const message = error instanceof Error ? error.message : String(error)
  // No state: the engine's connection was lost.
  const [code, name] = state ? mongoCode(state, inTransaction) : LOST
  const labels =
    inTransaction && [24, 91, 112, 251].includes(code)
      ? ['TransientTransactionError']
      : code === 91
        ? ['RetryableWriteError']
        : []
  return new MongoError(code, name, message, labels)
}
