import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { Corp, TagGroup } from '../../world/corp.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'

/** Facts C4.3: the company's own tags. No callback follows a change made here (C2.2). */
const ok = { errcode: 0, errmsg: 'ok' }
const MOST_TAGS = 3000
const seconds = (ms: number) => Math.floor(ms / 1000)
const newId = () => `et${randomBytes(12).toString('hex')}`
const chars = (text: string) => [...text].length

const groupReply = (group: TagGroup, tags = group.tags) => ({
  group_id: group.id,
  group_name: group.name,
  create_time: seconds(group.createdAt),
  order: group.order,
  deleted: false,
  tag: tags.map((tag) => ({
    id: tag.id,
    name: tag.name,
    create_time: seconds(tag.createdAt),
    order: tag.order,
    deleted: false,
  })),
})

/** What a tag is called, or null when there is no such tag. */
export function tagNamed(sim: Simulation, account: WecomAccount, id: string) {
  for (const group of corpOf(sim, account).tagGroups) {
    const tag = group.tags.find((one) => one.id === id)
    if (tag !== undefined) return { group: group.name, name: tag.name }
  }
  return null
}

const Ids = z.array(z.string()).default([])

export const corpTagList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_corp_tag_list',
  caller: 'wecom',
  input: z.object({ tag_id: Ids, group_id: Ids }),
  misfit: 40058,
  answer({ tag_id, group_id }, account, { sim }) {
    const { tagGroups } = corpOf(sim, account)
    const byGroup = group_id.length > 0
    const groups = tagGroups.flatMap((group) => {
      if (byGroup) return group_id.includes(group.id) ? [groupReply(group)] : []
      if (tag_id.length === 0) return [groupReply(group)]
      const wanted = group.tags.filter((tag) => tag_id.includes(tag.id))
      return wanted.length > 0 ? [groupReply(group, wanted)] : []
    })
    return { ...ok, tag_group: groups }
  },
})

export const addCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_corp_tag',
  caller: 'wecom',
  input: z.object({
    group_id: z.string().optional(),
    group_name: z.string().optional(),
    order: z.number().int().min(0).default(0),
    tag: z.array(z.object({ name: z.string().min(1), order: z.number().int().min(0).default(0) })).min(1),
    agentid: z.number().int().optional(),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const corp = corpOf(sim, account)
    if (input.tag.some((tag) => chars(tag.name) > 30)) return refuse(40058, 'tag name is too long')
    const known = corp.tagGroups.find((one) =>
      input.group_id === undefined ? one.name === input.group_name : one.id === input.group_id,
    )
    if (known === undefined && input.group_id !== undefined) return refuse(40068, 'invalid tagid: group_id')
    if (known === undefined && (input.group_name ?? '') === '')
      return refuse(40058, 'group_id and group_name are empty')
    const names = new Set(known?.tags.map((tag) => tag.name))
    for (const { name } of input.tag) {
      // The number is the sheet's [U].
      if (names.has(name)) return refuse(40071, 'invalid tag name: existed')
      names.add(name)
    }
    const total = corp.tagGroups.reduce((sum, group) => sum + group.tags.length, 0)
    if (total + input.tag.length > MOST_TAGS) return refuse(40058, 'too many tags')
    const now = nowMs(sim)
    const added = input.tag.map((tag) => ({ id: newId(), name: tag.name, createdAt: now, order: tag.order }))
    const group = known ?? {
      id: newId(),
      name: input.group_name ?? '',
      createdAt: now,
      order: input.order,
      byApp: true,
      tags: [],
    }
    if (known === undefined) corp.tagGroups.push(group)
    group.tags.push(...added)
    sim.changed()
    return { ...ok, tag_group: groupReply(group, added) }
  },
})

/** Apps change only what they made; another's answers as if it were not theirs to touch. */
const ownOnly = (group: TagGroup) => (group.byApp ? group : refuse(60011))

export const editCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/edit_corp_tag',
  caller: 'wecom',
  input: z.object({
    id: z.string(),
    name: z.string().min(1).optional(),
    order: z.number().int().min(0).optional(),
    agentid: z.number().int().optional(),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const { tagGroups } = corpOf(sim, account)
    const group = tagGroups.find((one) => one.id === input.id || one.tags.some((tag) => tag.id === input.id))
    if (group === undefined) return refuse(40068)
    ownOnly(group)
    if (input.name !== undefined && chars(input.name) > 30) return refuse(40058, 'tag name is too long')
    const others = group.id === input.id ? tagGroups : group.tags
    if (others.some((one) => one.id !== input.id && one.name === input.name))
      return refuse(40071, 'invalid tag name: existed')
    const edited = group.id === input.id ? group : group.tags.find((tag) => tag.id === input.id)
    if (edited === undefined) return refuse(40068)
    edited.name = input.name ?? edited.name
    edited.order = input.order ?? edited.order
    sim.changed()
    return ok
  },
})

export const delCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_corp_tag',
  caller: 'wecom',
  input: z.object({ tag_id: Ids, group_id: Ids, agentid: z.number().int().optional() }),
  misfit: 40058,
  answer({ tag_id, group_id }, account, { sim }) {
    if (tag_id.length + group_id.length === 0) return refuse(40058, 'tag_id and group_id are empty')
    const corp = corpOf(sim, account)
    for (const id of group_id) ownOnly(corp.tagGroups.find((group) => group.id === id) ?? refuse(40068))
    for (const id of tag_id) {
      ownOnly(corp.tagGroups.find((group) => group.tags.some((tag) => tag.id === id)) ?? refuse(40068))
    }
    dropTags(sim, corp, { tags: tag_id, groups: group_id })
    return ok
  },
})

/** An empty group goes too, and nobody wears a tag that is gone. */
function dropTags(sim: Simulation, corp: Corp, of: { tags: string[]; groups: string[] }) {
  for (const group of corp.tagGroups) group.tags = group.tags.filter((tag) => !of.tags.includes(tag.id))
  corp.tagGroups = corp.tagGroups.filter((group) => group.tags.length > 0 && !of.groups.includes(group.id))
  const left = new Set(corp.tagGroups.flatMap((group) => group.tags.map((tag) => tag.id)))
  for (const friendship of Object.values(sim.world.friendships)) {
    friendship.tags = friendship.tags.filter((tag) => left.has(tag))
  }
  sim.changed()
}
