import { z } from 'zod'
import { PersonToken, PersonTokenInput, WebSite, WebSiteId, WebSiteInput, WebSites } from '../../../shared/api/web.ts'
import type { Contact } from '../../../shared/contact.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import { type IdentityNeeds, readIdentity } from '../../schema/outside-identity.ts'
import type { WebSitesStore } from '../../store/web-sites.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import type { PersonTokens } from '../person-token.ts'
import { contactNotFound } from './contacts.ts'

export type WebSiteNeeds = {
  webSites: Pick<WebSitesStore, 'list' | 'add' | 'change'>
  contactByIdentity(key: Contact['identities'][number]['key']): Promise<Contact | null>
  identities: IdentityNeeds
  tokenOf: PersonTokens['tokenOf']
  publicUrl: string
  clock: Clock
}

const params = z.object({ id: WebSiteId })
const noSite = () => new Refusal({ code: 'web-site.not-found', status: 404, message: '没有找到这个站点。' })

export const webSiteRoutes = ({ webSites, contactByIdentity, identities, tokenOf, publicUrl, clock }: WebSiteNeeds) => {
  const change = async (id: string, changed: Parameters<typeof webSites.change>[1]) => {
    if (!(await webSites.change(id, changed))) throw noSite()
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/web-sites',
      summary: 'Sites whose pages may load /sdk.js',
      auth: viewers,
      reply: WebSites,
      answer: async () => ({ items: await webSites.list(), sdkUrl: `${publicUrl}/sdk.js` }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/web-sites',
      summary: 'Add a site; its key is public and only lets its own origins tell',
      auth: managers,
      body: WebSiteInput,
      reply: WebSite,
      status: 201,
      answer: ({ body }) => webSites.add({ ...body, now: clock.now() }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/web-sites/:id',
      summary: "Change a site's name or origins",
      auth: managers,
      params,
      body: WebSiteInput,
      reply: null,
      answer: ({ params: { id }, body }) => change(id, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/web-sites/:id',
      summary: 'Close a site: its key opens nothing any more',
      auth: managers,
      params,
      reply: null,
      answer: ({ params: { id } }) => change(id, { archivedAt: clock.now() }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/web-sites/:id/restore',
      summary: 'Open a closed site again, with the key it had',
      auth: managers,
      params,
      reply: null,
      answer: ({ params: { id } }) => change(id, { archivedAt: null }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/web/person-tokens',
      summary: 'A token that tells /sdk.js who its visitor is: asked for by the server of a site after its own login',
      auth: managers,
      body: PersonTokenInput,
      reply: PersonToken,
      async answer({ body: { identity, days } }) {
        const read = readIdentity({ kind: 'identity', scope: null, value: identity }, identities)
        if ('problem' in read) throw new Refusal({ code: 'identity.invalid', status: 400, message: read.problem })
        const contact = await contactByIdentity(read.claim.key)
        if (contact === null) throw contactNotFound()
        const expiresAt = new Date(clock.now().getTime() + days * 86_400_000)
        return { token: tokenOf({ contact: contact.id, link: null }, expiresAt), expiresAt }
      },
    }),
  ]
}
