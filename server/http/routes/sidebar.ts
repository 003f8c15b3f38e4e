import { z } from 'zod'
import {
  CustomerContext,
  JsSignature,
  LeadRow,
  NewNote,
  SidebarConfig,
  StaffSession,
} from '../../../shared/api/staff.ts'
import { ContactId, ExternalUserId, LeadId, type StaffId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { anyone, salespeople } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

/** What a salesperson's page beside a chat needs. */
export type SidebarNeeds = {
  publicUrl: string
  /** Refuses `sidebar.no-wecom` (404) when no WeCom account is connected. */
  readSidebarConfig(company: string): Promise<SidebarConfig>
  /** Signs with the agent_config ticket (not the corp's config ticket). */
  signPage(url: string): Promise<JsSignature>
  /** The member behind a WeCom OAuth code; null when the code is no good or its owner is no member. */
  staffOfCode(given: { code: string; company: string }): Promise<StaffId | null>
  openStaffSession(staff: StaffId): Promise<StaffSession>
  /** The customer as the company of this member knows them. */
  contactOfExternalUser(id: ExternalUserId, staff: StaffId): Promise<ContactId | null>
  /** Refuses `contact.not-found`. */
  readContext(given: { contact: ContactId; staff: StaffId }): Promise<CustomerContext>
  /** Refuses `lead.not-found` and `lead.claimed-by-other` (409). */
  claimLead(given: { lead: LeadId; staff: StaffId }): Promise<LeadRow>
  claimContact(given: { contact: ContactId; staff: StaffId }): Promise<LeadRow>
  addNote(given: { contact: ContactId; staff: StaffId; note: z.output<typeof NewNote> }): Promise<void>
}

/** The corpid of a company that was not the first to be connected; nothing for that one. */
const Company = z
  .string()
  .regex(/^((ww|wx)[0-9a-z]{16})?$/)
  .default('')

const ContextQuery = z
  .object({ externalUserId: ExternalUserId.optional(), contact: ContactId.optional() })
  .refine(({ externalUserId, contact }) => (externalUserId === undefined) !== (contact === undefined), {
    message: 'externalUserId 与 contact 须二选一',
  })

const unknownCustomer = () =>
  new Refusal({
    code: 'contact.not-synced',
    status: 404,
    message: '还没有这位客户的资料。刚添加的好友通常几秒内同步完成，请稍后刷新。',
  })

export const sidebarRoutes = (needs: SidebarNeeds) => [...loginRoutes(needs), ...customerRoutes(needs)]

const loginRoutes = (needs: SidebarNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/sidebar/config',
    summary: 'What the sidebar needs before anybody has logged in',
    auth: anyone,
    query: z.object({ company: Company }),
    reply: SidebarConfig,
    answer: ({ query: { company } }) => needs.readSidebarConfig(company),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/sidebar/sign',
    summary: 'Sign a page of ours for the WeCom JS-SDK (agentConfig)',
    auth: anyone,
    body: z.object({ url: z.url() }),
    reply: JsSignature,
    answer({ body: { url } }) {
      if (new URL(url).origin !== new URL(needs.publicUrl).origin) {
        throw new Refusal({
          code: 'sidebar.foreign-page',
          status: 403,
          message: '只能为本系统的页面签名。请检查 PUBLIC_URL 是否与页面地址一致。',
        })
      }
      return needs.signPage(url.replace(/#.*$/, ''))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/staff/session',
    summary: 'Log a salesperson in with the code of WeCom OAuth',
    auth: anyone,
    body: z.object({ code: z.string().min(1).max(512), company: Company }),
    reply: StaffSession,
    async answer({ body }) {
      const staff = await needs.staffOfCode(body)
      if (staff !== null) return needs.openStaffSession(staff)
      throw new Refusal({
        code: 'staff.login-refused',
        status: 401,
        message: '登录没有成功：授权已过期，或您不是本企业成员。请关闭页面后从企业微信重新打开。',
      })
    },
  }),
]

const customerRoutes = (needs: SidebarNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/sidebar/context',
    summary: 'Everything the sidebar shows about one customer',
    auth: salespeople,
    query: ContextQuery,
    reply: CustomerContext,
    async answer({ query: { externalUserId, contact }, who }) {
      const id = externalUserId === undefined ? contact : await needs.contactOfExternalUser(externalUserId, who)
      if (id === undefined || id === null) throw unknownCustomer()
      return needs.readContext({ contact: id, staff: who })
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/staff/leads/:id/claim',
    summary: 'Claim a lead',
    auth: salespeople,
    params: z.object({ id: LeadId }),
    reply: LeadRow,
    answer: ({ params: { id }, who }) => needs.claimLead({ lead: id, staff: who }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/staff/contacts/:id/claim',
    summary: 'Claim a person; the lead is made when there is none',
    auth: salespeople,
    params: z.object({ id: ContactId }),
    reply: LeadRow,
    answer: ({ params: { id }, who }) => needs.claimContact({ contact: id, staff: who }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/staff/contacts/:id/notes',
    summary: 'Write a follow-up note',
    auth: salespeople,
    params: z.object({ id: ContactId }),
    body: NewNote,
    reply: null,
    answer: ({ params: { id }, body, who }) => needs.addNote({ contact: id, staff: who, note: body }),
  }),
]
