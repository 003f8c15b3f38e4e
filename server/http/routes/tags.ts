import { z } from 'zod'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { NewTag, SaveTag, TagPeople, TagRow, Tags } from '../../../shared/api/tags.ts'
import { ContactId } from '../../../shared/ids.ts'
import { PreferenceRule } from '../../../shared/tags/preferences.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

/** Each refuses `tag.not-found` for a tag that nobody keeps. */
export type TagNeeds = {
  listTags(): Promise<z.output<typeof Tags>>
  /** Refuses `tag.taken`, `tag.two-rules`, `segment.invalid-conditions`, `trait.circle`. */
  createTag(given: NewTag, by: string): Promise<TagRow>
  /** Refuses what `createTag` does, and `tag.stale` when somebody saved meanwhile. */
  saveTag(name: string, save: SaveTag, by: string): Promise<TagRow>
  removeTag(name: string): Promise<void>
  recomputeTag(name: string): Promise<void>
  savePreferences(rule: PreferenceRule): Promise<void>
  /** Refuses `contact.not-found`. */
  tagPerson(contact: ContactId, given: TagPeople, by: CurrentUser): Promise<void>
}

const params = z.object({ name: z.string().min(1).max(40) })

export const tagRoutes = (needs: TagNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/tags',
    summary: 'The tags that are kept, with their groups, rules and how many people have each',
    auth: viewers,
    reply: Tags,
    answer: () => needs.listTags(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/tags',
    summary: 'Keep a tag, with a rule by which people come to have it',
    auth: managers,
    body: NewTag,
    reply: TagRow,
    status: 201,
    answer: ({ body, who }) => needs.createTag(body, who.name),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/tags/:name',
    summary: 'Change the group, note or rule of a tag; refused when somebody else saved meanwhile',
    auth: managers,
    params,
    body: SaveTag,
    reply: TagRow,
    answer: ({ params: { name }, body, who }) => needs.saveTag(name, body, who.name),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/tags/:name',
    summary: 'Keep a tag no longer: its rule ends, and who has it keeps it',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { name } }) => needs.removeTag(name),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/tags/:name/recompute',
    summary: 'Compare everybody with the rule of a tag again, in the background',
    auth: managers,
    params,
    reply: null,
    status: 202,
    answer: ({ params: { name } }) => needs.recomputeTag(name),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/tag-preferences',
    summary: 'How preference tags are learned from what people click, look at and buy',
    auth: managers,
    body: PreferenceRule,
    reply: null,
    answer: ({ body }) => needs.savePreferences(body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/contacts/:id/tags',
    summary: 'Give a person tags by hand, or take them away',
    auth: managers,
    params: z.object({ id: ContactId }),
    body: TagPeople,
    reply: null,
    answer: ({ params: { id }, body, who }) => needs.tagPerson(id, body, who),
  }),
]
