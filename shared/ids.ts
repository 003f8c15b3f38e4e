import { z } from 'zod'

const prefixed = <const P extends string>(prefix: P) => z.string().regex(new RegExp(`^${prefix}_[0-9a-z]+$`))

/** Ids of our own: a two-letter prefix says what they name; the brand keeps one kind from being passed for another. */
export const ContactId = prefixed('ct').brand<'ContactId'>()
export type ContactId = z.infer<typeof ContactId>
export const EventId = z.string().min(1).max(200).brand<'EventId'>()
export type EventId = z.infer<typeof EventId>
export const AccountId = prefixed('ac').brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>
export const JourneyId = prefixed('jn').brand<'JourneyId'>()
export type JourneyId = z.infer<typeof JourneyId>
export const EnrollmentId = prefixed('en').brand<'EnrollmentId'>()
export type EnrollmentId = z.infer<typeof EnrollmentId>
export const LeadId = prefixed('ld').brand<'LeadId'>()
export type LeadId = z.infer<typeof LeadId>
export const AlertId = prefixed('al').brand<'AlertId'>()
export type AlertId = z.infer<typeof AlertId>
export const UserId = prefixed('us').brand<'UserId'>()
export type UserId = z.infer<typeof UserId>
export const ImportId = prefixed('im').brand<'ImportId'>()
export type ImportId = z.infer<typeof ImportId>
export const SegmentId = prefixed('sg').brand<'SegmentId'>()
export type SegmentId = z.infer<typeof SegmentId>
export const MergeId = prefixed('mg').brand<'MergeId'>()
export type MergeId = z.infer<typeof MergeId>

/** A node's id is unique inside one journey only; the canvas makes it. */
export const NodeId = z.string().min(1).max(64).brand<'NodeId'>()
export type NodeId = z.infer<typeof NodeId>

/** Ids the platforms give. An openid means nothing without its app: see `identityKey` in contact.ts. */
export const AppId = z.string().min(1).brand<'AppId'>()
export type AppId = z.infer<typeof AppId>
export const CorpId = z.string().min(1).brand<'CorpId'>()
export type CorpId = z.infer<typeof CorpId>
export const OpenId = z.string().min(1).brand<'OpenId'>()
export type OpenId = z.infer<typeof OpenId>
export const UnionId = z.string().min(1).brand<'UnionId'>()
export type UnionId = z.infer<typeof UnionId>
export const ExternalUserId = z.string().min(1).brand<'ExternalUserId'>()
export type ExternalUserId = z.infer<typeof ExternalUserId>
/** A WeCom member, as `staffIdOf` in staff-id.ts names one: how staff are named everywhere in the suite. */
export const StaffId = z.string().min(1).max(96).brand<'StaffId'>()
export type StaffId = z.infer<typeof StaffId>
