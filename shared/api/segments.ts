import { z } from 'zod'
import { ContactId, SegmentId } from '../ids.ts'
import { ConditionTree } from '../segment/tree.ts'
import { UseKind } from './definitions.ts'
import { page } from './errors.ts'

/** static: whoever was put in; dynamic: whoever fits the conditions, now and later. */
export const SegmentKind = z.enum(['static', 'dynamic'])
export type SegmentKind = z.infer<typeof SegmentKind>
export const SegmentState = z.enum(['active', 'archived'])
export type SegmentState = z.infer<typeof SegmentState>

/** Something that names a segment: it can't go while that is so. */
export const SegmentUse = z.object({ kind: UseKind, id: z.string(), name: z.string() })
export type SegmentUse = z.infer<typeof SegmentUse>

/** People in and out on one day of the company; `people`: inside at its end. */
export const SegmentDay = z.object({
  day: z.string(),
  people: z.number().int(),
  entered: z.number().int(),
  left: z.number().int(),
})
export type SegmentDay = z.infer<typeof SegmentDay>

const Name = z.string().trim().min(1, '请填写名称').max(60, '名称最多 60 个字')
const Note = z.string().trim().max(200, '说明最多 200 个字').default('')

export const SegmentSummary = z.object({
  id: SegmentId,
  name: z.string(),
  note: z.string(),
  kind: SegmentKind,
  state: SegmentState,
  people: z.number().int(),
  /** When the whole was computed (dynamic) or filled (static) last; null: not yet. */
  computedAt: z.coerce.date().nullable(),
  /** A computation that waits or is under way; `total` is known once it was counted. */
  progress: z.object({ done: z.number().int(), total: z.number().int().nullable() }).nullable(),
  problem: z.string().nullable(),
  /** The last seven days, oldest first. */
  week: z.array(SegmentDay),
  usedBy: z.array(SegmentUse),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
})
export type SegmentSummary = z.infer<typeof SegmentSummary>
export const SegmentPage = page(SegmentSummary)

export const SegmentDetail = SegmentSummary.extend({
  /** Null for a static segment. */
  tree: ConditionTree.nullable(),
  /** What its conditions can't ask any more, where it stands in the tree. */
  problems: z.array(z.object({ at: z.array(z.number().int()), message: z.string() })),
  /** The conditions, or where a static segment has its people from, as a sentence. */
  sentence: z.string(),
  /** Changes with every save; a save carries the one it was based on. */
  revision: z.number().int(),
  /** The last thirty days, oldest first. */
  days: z.array(SegmentDay),
})
export type SegmentDetail = z.infer<typeof SegmentDetail>

/** Why somebody is in a segment or not, line by line from the whole to its single conditions. */
export const SegmentWhy = z.object({
  inside: z.boolean(),
  /** When they came in or left last; null for who never was inside. */
  since: z.coerce.date().nullable(),
  /** Empty for a static segment. */
  reasons: z.array(z.object({ depth: z.number().int(), said: z.string(), holds: z.boolean() })),
})
export type SegmentWhy = z.infer<typeof SegmentWhy>

/** How many of a segment a random sample takes. The same seed takes the same people. */
export const SampleSize = z.union([
  z.object({ people: z.number().int().min(1, '至少 1 人').max(100_000, '最多 100,000 人') }),
  z.object({ percent: z.number().gt(0, '比例应大于 0').max(100, '比例最多 100') }),
])
export type SampleSize = z.infer<typeof SampleSize>

/** Where people come from that are put into a static segment. */
export const SegmentFill = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('people'),
    contacts: z.array(ContactId).min(1, '请选择客户').max(5000, '一次最多放入 5,000 人'),
  }),
  /** Whoever fits now; who comes to fit later is not put in. */
  z.object({ from: z.literal('conditions'), tree: ConditionTree }),
  z.object({
    from: z.literal('sample'),
    segment: SegmentId,
    take: SampleSize,
    seed: z.string().trim().min(1).max(40).default('1'),
  }),
])
export type SegmentFill = z.output<typeof SegmentFill>

export const NewSegment = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dynamic'),
    name: Name,
    note: Note,
    tree: ConditionTree,
    /** False: who fits from the beginning is inside without having entered, so that no journey starts for them. */
    announce: z.boolean().default(true),
  }),
  z.object({ kind: z.literal('static'), name: Name, note: Note, fill: SegmentFill.optional() }),
])
export type NewSegment = z.output<typeof NewSegment>

/** `tree` of a static segment is not looked at. */
export const SaveSegment = z.object({
  name: Name,
  note: Note,
  tree: ConditionTree.optional(),
  basedOn: z.number().int(),
})
export type SaveSegment = z.output<typeof SaveSegment>

export const SegmentQuery = z.object({ state: SegmentState.optional() })

export const SegmentMember = z.object({
  contact: ContactId,
  name: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  tags: z.array(z.string()),
  ownerName: z.string().nullable(),
  enteredAt: z.coerce.date(),
})
export type SegmentMember = z.infer<typeof SegmentMember>
export const SegmentMemberPage = page(SegmentMember)
export const SegmentMemberQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** What a tree that is still being edited would take. */
export const SegmentPreview = z.object({
  sentence: z.string(),
  people: z.number().int(),
  /** With 95 % certainty between these. */
  least: z.number().int(),
  most: z.number().int(),
  /** False: counted on a sample and scaled up. */
  exact: z.boolean(),
  /** Everybody we know. */
  of: z.number().int(),
  sample: z.array(SegmentMember.omit({ enteredAt: true })),
})
export type SegmentPreview = z.infer<typeof SegmentPreview>
export const AskPreview = z.object({ tree: ConditionTree, exact: z.boolean().default(false) })

/** What became of people that were put in or taken out; `unknown`: the first lines that named nobody. */
export const PeopleMoved = z.object({
  moved: z.number().int(),
  already: z.number().int(),
  unknown: z.array(z.string()),
  unknownCount: z.number().int(),
})
export type PeopleMoved = z.infer<typeof PeopleMoved>
