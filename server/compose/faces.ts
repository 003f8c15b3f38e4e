import { identityKey, kindOfKey } from '../../shared/contact.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import { createVisitors } from '../accounts/visitors.ts'
import type { createFormFinder } from '../http/forms.ts'
import { createSessionOpener } from '../http/open-sessions.ts'
import type { RouteNeeds } from '../http/routes.ts'
import { systemClock } from '../kit/clock.ts'
import { createAddNote } from '../leads/add-note.ts'
import type { createContext } from '../leads/context.ts'
import type { createLeadRows } from '../leads/lead-rows.ts'
import { readAttributes } from '../schema/read-attributes.ts'
import { sealPhone } from '../store/sealed-phone.ts'
import type { WebNeeds } from './web-needs.ts'

/** The faces that are logged in to through a platform: the sidebar, the pages of colleagues, the mini-program. */
export function composeFaces(
  { config, stores, line, clock }: WebNeeds,
  shared: {
    context: ReturnType<typeof createContext>
    leadRows: ReturnType<typeof createLeadRows>
    findForm: ReturnType<typeof createFormFinder>
  },
): Pick<RouteNeeds, 'sidebar' | 'staffPages' | 'mini'> {
  const { context, leadRows, findForm } = shared
  const timeZone = config.TIME_ZONE
  const visitors = createVisitors({ platforms: line.platforms, clock, authorizeUrl: config.WECOM_AUTHORIZE_URL })
  const sessions = createSessionOpener({ sessions: stores.sessions, staff: stores.staff, machineClock: systemClock })
  const addNote = createAddNote({ ...stores, record: line.record })
  return {
    sidebar: {
      publicUrl: config.PUBLIC_URL,
      readSidebarConfig: visitors.readSidebarConfig,
      signPage: visitors.signPage,
      staffOfCode: visitors.staffOfCode,
      openStaffSession: sessions.openStaffSession,
      async contactOfExternalUser(id, staff) {
        const { corpId } = await visitors.readSidebarConfig(scopeOf(staff))
        return (await stores.contacts.byIdentity(identityKey('wecom', corpId, id)))?.id ?? null
      },
      readContext: context.readContext,
      claimLead: async (given) => leadRows.requireLead((await line.claims.claimLead(given, clock.now())).id),
      claimContact: async (given) => leadRows.requireLead((await line.claims.claimContact(given, clock.now())).id),
      addNote: (given) => addNote(given, clock.now()),
    },
    staffPages: {
      listMyAlerts: leadRows.listMyAlerts,
      listMyLeads: leadRows.listMyLeads,
      readLead: leadRows.readLead,
      readContext: context.readContext,
    },
    mini: {
      clock,
      loginMini: visitors.loginMini,
      phoneOfCode: visitors.phoneOfCode,
      miniAccountOf: async (appId) => (await stores.accounts.find({ kind: 'mini', appId }))?.id ?? null,
      sealPhone: (text) => sealPhone(stores.cipher, text),
      async readAttributes(given) {
        const { attributes } = await line.vocabulary.read()
        return readAttributes(given, { attributes, timeZone, identities: line.identities })
      },
      findForm,
      acceptEvents: line.acceptEvents,
      whenSettled: line.whenSettled,
      contactByIdentity: stores.contacts.byIdentity,
      openMiniSession: sessions.openMiniSession,
      openStaffSession: sessions.openStaffSession,
      async advisorOf(staff) {
        const member = await stores.staff.get(staff)
        return member && { name: member.name, position: member.position }
      },
      async staffOfContact(contact) {
        for (const { key, strength } of contact.identities) {
          if (kindOfKey(key) !== 'phone' || strength === 'declared') continue
          const member = await stores.staff.byPhoneKey(key)
          if (member) return { id: member.id, name: member.name }
        }
        return null
      },
      pushesArrive: async (appId) =>
        ((await stores.accounts.find({ kind: 'mini', appId }))?.verifiedAt ?? null) !== null,
      async subscribeTemplates(appId) {
        const account = await stores.accounts.find({ kind: 'mini', appId })
        return (account?.templates ?? []).map(({ id, title }) => ({ template: id, title }))
      },
    },
  }
}
