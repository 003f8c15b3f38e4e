import { z } from 'zod'
import { KfDesk } from './kf-desk.ts'
import { StoredFile } from './parts.ts'

/** What one company's WeCom remembers beyond members and friendships, as plain data. Times are milliseconds. */
const Tag = z.object({ id: z.string(), name: z.string(), createdAt: z.number(), order: z.number().int() })
export const TagGroup = z.object({
  ...Tag.shape,
  /** Made by an app's call; what was made in the console no app may change (facts C4.3). */
  byApp: z.boolean(),
  tags: z.array(Tag),
})
export type TagGroup = z.infer<typeof TagGroup>

export const AcquisitionLink = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  createdAt: z.number(),
  users: z.array(z.string()),
  departments: z.array(z.number().int()),
  skipVerify: z.boolean(),
  markSource: z.boolean(),
  priority: z.object({ type: z.number().int(), users: z.array(z.string()) }).nullable(),
  customers: z.array(z.object({ person: z.string(), staff: z.string(), state: z.string() })),
})
export type AcquisitionLink = z.infer<typeof AcquisitionLink>

export const MassMessage = z.object({
  id: z.string(),
  chatType: z.enum(['single', 'group']),
  createdAt: z.number(),
  text: z.string(),
  attachments: z.array(z.unknown()),
  cancelled: z.boolean(),
  reminders: z.array(z.number()),
  /** One per member who is asked to confirm; `to` is a person or a group. */
  tasks: z.array(
    z.object({
      staff: z.string(),
      sentAt: z.number().nullable(),
      targets: z.array(z.object({ to: z.string(), status: z.number().int(), at: z.number().nullable() })),
    }),
  ),
})
export type MassMessage = z.infer<typeof MassMessage>

const Reaction = z.object({ by: z.string(), staff: z.boolean(), at: z.number() })
export const Moment = z.object({
  id: z.string(),
  job: z.string(),
  createdAt: z.number(),
  text: z.string(),
  attachments: z.array(z.unknown()),
  cancelled: z.boolean(),
  invalidUsers: z.array(z.string()),
  invalidDepartments: z.array(z.number().int()),
  invalidTags: z.array(z.string()),
  tasks: z.array(z.object({ staff: z.string(), publishedAt: z.number().nullable(), shownTo: z.array(z.string()) })),
  comments: z.array(Reaction),
  likes: z.array(Reaction),
})
export type Moment = z.infer<typeof Moment>

export const CustomerGroup = z.object({
  id: z.string(),
  openGid: z.string(),
  name: z.string(),
  notice: z.string(),
  owner: z.string(),
  createdAt: z.number(),
  /** 0 normal, 1 owner left, 2 succession under way, 3 succession done (facts C4.4). */
  status: z.number().int(),
  version: z.number().int(),
  handedOverAt: z.array(z.number()),
  members: z.array(
    z.object({
      /** A userid, or a person. */
      who: z.string(),
      staff: z.boolean(),
      joinedAt: z.number(),
      scene: z.number().int(),
      state: z.string(),
      invitedBy: z.string().nullable(),
    }),
  ),
})
export type CustomerGroup = z.infer<typeof CustomerGroup>

export const JoinWay = z.object({
  id: z.string(),
  scene: z.number().int(),
  remark: z.string(),
  autoCreate: z.number().int(),
  baseName: z.string(),
  baseId: z.number().int(),
  chats: z.array(z.string()),
  state: z.string(),
  markSource: z.boolean(),
  qrCode: z.string(),
})

export const Transfer = z.object({
  handover: z.string(),
  takeover: z.string(),
  person: z.string(),
  resigned: z.boolean(),
  startedAt: z.number(),
  /** Takes effect here unless the customer refuses before (facts C4.5). */
  dueAt: z.number(),
  /** 1 done, 2 waiting, 3 refused. */
  status: z.number().int(),
})
export type Transfer = z.infer<typeof Transfer>

export const Corp = z.object({
  tagGroups: z.array(TagGroup),
  acquisitionLinks: z.array(AcquisitionLink),
  acquisitionQuota: z.object({ used: z.number().int(), left: z.number().int(), expiresAt: z.number() }),
  massMessages: z.array(MassMessage),
  moments: z.array(Moment),
  groups: z.array(CustomerGroup),
  joinWays: z.array(JoinWay),
  transfers: z.array(Transfer),
  leavers: z.array(z.object({ staff: z.string(), at: z.number() })),
  pendingIds: z.array(z.object({ id: z.string(), person: z.string(), expiresAt: z.number() })),
  kf: KfDesk,
  /** What was uploaded: three days (facts C5.1). */
  media: z.array(StoredFile).default([]),
})
export type Corp = z.infer<typeof Corp>
