import { z } from 'zod'
import {
  KfDeskChange,
  KfDeskRow,
  KfLink,
  KfScene,
  KfServicerChange,
  KfServicerProblems,
  KfServing,
  NewKfDesk,
} from '../../../shared/api/kf.ts'
import { AccountId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type KfNeeds = {
  listDesks(account: AccountId): Promise<KfDeskRow[]>
  addDesk(account: AccountId, desk: NewKfDesk): Promise<{ id: string }>
  changeDesk(account: AccountId, desk: string, change: KfDeskChange): Promise<void>
  linkTo(account: AccountId, desk: string, scene: string): Promise<KfLink>
  readServing(account: AccountId, desk: string): Promise<KfServing>
  addServicers(account: AccountId, desk: string, wanted: KfServicerChange): Promise<KfServicerProblems>
  removeServicers(account: AccountId, desk: string, wanted: KfServicerChange): Promise<KfServicerProblems>
}

const params = z.object({ id: AccountId })
const deskParams = params.extend({ desk: z.string().min(1).max(64) })

export const kfRoutes = (needs: KfNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/kf',
    summary: 'Desks of 微信客服, as the platform has them',
    auth: viewers,
    params,
    reply: z.object({ items: z.array(KfDeskRow) }),
    answer: async ({ params: { id } }) => ({ items: await needs.listDesks(id) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/kf',
    summary: 'Make a desk; its picture was uploaded before',
    auth: managers,
    params,
    body: NewKfDesk,
    reply: z.object({ id: z.string() }),
    status: 201,
    answer: ({ params: { id }, body }) => needs.addDesk(id, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/accounts/:id/kf/:desk',
    summary: 'Give a desk another name or picture',
    auth: managers,
    params: deskParams,
    body: KfDeskChange,
    reply: null,
    answer: ({ params: { id, desk }, body }) => needs.changeDesk(id, desk, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/kf/:desk/link',
    summary: 'The address by which customers come to a desk; the scene tells later where they came from',
    auth: viewers,
    params: deskParams,
    body: z.object({ scene: KfScene.default('') }),
    reply: KfLink,
    writes: false,
    answer: ({ params: { id, desk }, body: { scene } }) => needs.linkTo(id, desk, scene),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/kf/:desk/servicers',
    summary: 'Who serves at a desk, and who could',
    auth: viewers,
    params: deskParams,
    reply: KfServing,
    answer: ({ params: { id, desk } }) => needs.readServing(id, desk),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/kf/:desk/servicers',
    summary: 'Let members or departments serve at a desk; tells for whom that did not work',
    auth: managers,
    params: deskParams,
    body: KfServicerChange,
    reply: KfServicerProblems,
    answer: ({ params: { id, desk }, body }) => needs.addServicers(id, desk, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/kf/:desk/servicers/remove',
    summary: 'Members or departments serve at a desk no longer; tells for whom that did not work',
    auth: managers,
    params: deskParams,
    body: KfServicerChange,
    reply: KfServicerProblems,
    answer: ({ params: { id, desk }, body }) => needs.removeServicers(id, desk, body),
  }),
]
