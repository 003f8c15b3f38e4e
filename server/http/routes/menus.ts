import { z } from 'zod'
import { MenuButtons, Menus, menuParams, NewConditionalMenu, SeenBy, SeenMenu } from '../../../shared/api/menus.ts'
import type { AccountId, ContactId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type MenuNeeds = {
  readMenus(account: AccountId): Promise<Menus>
  changeMenu(account: AccountId, buttons: MenuButtons): Promise<void>
  addConditional(account: AccountId, menu: NewConditionalMenu): Promise<{ id: string }>
  deleteConditional(account: AccountId, menu: string): Promise<void>
  /** Refuses `menu.no-follower` for somebody who never followed the account. */
  seenBy(account: AccountId, contact: ContactId): Promise<SeenMenu>
}

export const menuRoutes = (needs: MenuNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/menus',
    summary: 'The menu of an Official Account and those that only some followers see',
    auth: viewers,
    params: menuParams,
    reply: Menus,
    answer: ({ params: { id } }) => needs.readMenus(id),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/accounts/:id/menus',
    summary: 'Make the standard menu exactly this; conditional ones stay',
    auth: managers,
    params: menuParams,
    body: z.object({ buttons: MenuButtons }),
    reply: null,
    answer: ({ params: { id }, body: { buttons } }) => needs.changeMenu(id, buttons),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/menus',
    summary: 'Add a menu for followers with a tag, or on one kind of phone',
    auth: managers,
    params: menuParams,
    body: NewConditionalMenu,
    reply: z.object({ id: z.string() }),
    status: 201,
    answer: ({ params: { id }, body }) => needs.addConditional(id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/menus/seen',
    summary: 'The menu that one follower sees, as the platform tells it',
    auth: viewers,
    params: menuParams,
    query: SeenBy,
    reply: SeenMenu,
    answer: ({ params: { id }, query: { contact } }) => needs.seenBy(id, contact),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/accounts/:id/menus/:menu',
    summary: 'Delete a conditional menu; its followers see the standard one',
    auth: managers,
    params: menuParams.extend({ menu: z.string().regex(/^\d{1,32}$/) }),
    reply: null,
    answer: ({ params: { id, menu } }) => needs.deleteConditional(id, menu),
  }),
]
