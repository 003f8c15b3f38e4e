import { z } from 'zod'
import { AlertId, ContactId, LeadId, StaffId } from '../ids.ts'
import { Reach, TimelineItem, WalkSummary } from './contacts.ts'
import { page } from './errors.ts'

export const StaffMember = z.object({
  id: StaffId,
  name: z.string(),
  departments: z.array(z.string()),
  leader: z.boolean(),
  active: z.boolean(),
})
export type StaffMember = z.infer<typeof StaffMember>

export const LeadStatus = z.enum(['new', 'claimed', 'following', 'won', 'lost'])
export const LeadRow = z.object({
  id: LeadId,
  contact: ContactId,
  contactName: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  tags: z.array(z.string()),
  /** How much they seem to want it now, from 0 to 100; null while nobody has reckoned it. */
  intent: z.number().nullable().default(null),
  source: z.string(),
  status: LeadStatus,
  owner: StaffId.nullable(),
  ownerName: z.string().nullable(),
  /** Whom it was offered to. */
  offeredTo: z.array(StaffId),
  createdAt: z.coerce.date(),
  claimedAt: z.coerce.date().nullable(),
  nextFollowUpAt: z.coerce.date().nullable(),
})
export type LeadRow = z.infer<typeof LeadRow>
export const LeadPage = page(LeadRow)

export const AlertRow = z.object({
  id: AlertId,
  kind: z.enum(['new-lead', 'opportunity', 'churn', 'order']),
  contact: ContactId,
  contactName: z.string().nullable(),
  lead: LeadId.nullable(),
  staff: StaffId.nullable(),
  title: z.string(),
  advice: z.string(),
  status: z.enum(['open', 'done']),
  createdAt: z.coerce.date(),
})
export type AlertRow = z.infer<typeof AlertRow>
export const AlertPage = page(AlertRow)

/** POST /api/v1/staff/session {code} (WeCom OAuth) → bearer token for the sidebar and the staff pages. */
export const StaffSession = z.object({ token: z.string(), staff: StaffMember, expiresAt: z.coerce.date() })
export type StaffSession = z.infer<typeof StaffSession>

/** GET /api/v1/sidebar/config → what wecom.ts needs before login. */
export const SidebarConfig = z.object({ corpId: z.string(), agentId: z.string(), authorizeUrl: z.string() })
export type SidebarConfig = z.infer<typeof SidebarConfig>
/** POST /api/v1/sidebar/sign {url} → agentConfig signature over the agent_config ticket (facts C6.1). */
export const JsSignature = z.object({ timestamp: z.number().int(), nonceStr: z.string(), signature: z.string() })
export type JsSignature = z.infer<typeof JsSignature>

/** GET /api/v1/sidebar/context?externalUserId= → the one screen of the sidebar, in one request. */
export const CustomerContext = z.object({
  contact: z.object({
    id: ContactId,
    name: z.string().nullable(),
    phoneMasked: z.string().nullable(),
    level: z.string().nullable(),
    vipExpiresAt: z.string().nullable(),
    stage: z.string().nullable(),
    owner: StaffId.nullable(),
    ownerName: z.string().nullable(),
    tags: z.array(z.string()),
    identities: z.array(z.object({ kind: z.string(), label: z.string(), detail: z.string(), at: z.coerce.date() })),
    firstSource: z.string().nullable(),
  }),
  lead: LeadRow.nullable(),
  /** One sentence and one action: what to do now. */
  advice: z.object({ sentence: z.string(), action: z.enum(['claim', 'note', 'call', 'none']), label: z.string() }),
  reach: z.array(Reach),
  walks: z.array(WalkSummary),
  timeline: z.array(TimelineItem),
  notes: z.array(
    z.object({ staffName: z.string(), text: z.string(), at: z.coerce.date(), followUpAt: z.coerce.date().nullable() }),
  ),
  /** Whether the asking staff member may claim. */
  mayClaim: z.boolean(),
})
export type CustomerContext = z.infer<typeof CustomerContext>
export const NewNote = z.object({
  text: z.string().trim().min(1, '请填写跟进内容').max(500),
  followUpAt: z.coerce.date().nullable().default(null),
})
export type NewNote = z.input<typeof NewNote>
