import { z } from 'zod'
import type { Change, JobReport } from '../../../shared/account-news.ts'
import type { IdentityKind } from '../../../shared/contact.ts'
import { identityKey } from '../../../shared/contact.ts'
import { type AccountId, EventId } from '../../../shared/ids.ts'
import type { IdentityClaim, Incoming } from '../../../shared/incoming.ts'
import type { Fields } from '../parse-message.ts'

/** One verified callback, as a translator sees it. */
export type CallbackMessage = {
  /** Unique for this callback and the same for its repeats: event ids are made from it. */
  id: string
  account: { id: AccountId; kind: 'oa' | 'mini' | 'wecom'; appId: string }
  fields: Fields
  receivedAt: Date
}

export type Translation =
  /** What happened to people. None: known, and of no interest to anybody. */
  | { kind: 'events'; incoming: readonly Incoming[] }
  /** Something of the account itself changed and is to be read again. */
  | { kind: 'changed'; change: Change }
  /** A job that was begun earlier has ended. */
  | { kind: 'reported'; report: JobReport }

/** One platform event: everything about turning it into ours, in one file. Pure; a message it can't read is thrown by zod. */
export type Translator<P extends string = string, T extends string = string> = {
  platform: P
  /** As `typeOfMessage` names it. */
  types: readonly T[]
  translate(message: CallbackMessage): Translation
}
export const defineTranslator = <const P extends 'oa' | 'mini' | 'wecom', const T extends string>(
  translator: Translator<P, T>,
) => translator

/** A field of XML is text; the same field of JSON may be a number. One that is missing is no text. */
export const text = z.union([z.string(), z.number().transform(String)])
export const filled = z.union([z.string().min(1), z.number().transform(String)])
/** An empty element is no number: `Number('')` would put somebody on the equator. */
const numberLike = (pattern: RegExp) => z.union([z.number(), z.string().regex(pattern).transform(Number)])
export const coordinate = numberLike(/^-?\d+(\.\d+)?$/)
export const whole = numberLike(/^-?\d+$/)
/** An element that may be missing or stand there empty. */
export const maybe = <S extends z.ZodType>(part: S) =>
  z.union([z.literal('').transform(() => undefined), part]).optional()
/** What repeats is a list when there are several and a single one when there is one. */
export const listed = <S extends z.ZodType>(item: S) => z.union([z.array(item), item.transform((only) => [only])])
export const Head = z.object({ FromUserName: filled, CreateTime: z.coerce.number().int().positive() })

/** CreateTime has whole seconds; within its second the time of arrival orders what came together. */
export function timeOf(createTime: number, receivedAt: Date): Date {
  const second = createTime * 1000
  return new Date(Math.min(Math.max(receivedAt.getTime(), second), second + 999))
}

export const eventBase = ({ id, account, receivedAt }: CallbackMessage, createTime: number, part = '') => ({
  id: EventId.parse(part === '' ? id : `${id}.${part}`),
  at: timeOf(createTime, receivedAt),
  account: account.id,
})

/** The app-scoped identity the platform itself named in the callback. */
export const claimOf = (kind: IdentityKind, appId: string, personId: string): IdentityClaim => ({
  key: identityKey(kind, appId, personId),
  strength: 'platform',
  source: `${kind}.callback`,
})

export const one = (incoming: Incoming): Translation => ({ kind: 'events', incoming: [incoming] })
export const ofNoInterest: Translation = { kind: 'events', incoming: [] }
