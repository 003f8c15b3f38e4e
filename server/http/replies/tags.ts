import type { NewTag, SaveTag, TagRow } from '../../../shared/api/tags.ts'
import type { ContactId, SegmentId } from '../../../shared/ids.ts'
import { SegmentId as SegmentIdSchema } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { treeText } from '../../../shared/segment/evaluate.ts'
import { treeProblems } from '../../../shared/segment/lint.ts'
import { withNames } from '../../../shared/segment/names.ts'
import type { ConditionTree } from '../../../shared/segment/tree.ts'
import { behaviourText } from '../../../shared/tags/behaviour-text.ts'
import type { Clock } from '../../kit/clock.ts'
import { newId } from '../../kit/new-id.ts'
import { type Maker, usesOfTag } from '../../schema/uses.ts'
import { checkConditions } from '../../segments/check-conditions.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { NameableStore } from '../../store/nameable.ts'
import type { PreferenceRulesStore } from '../../store/preference-rules.ts'
import type { SegmentDefinition, SegmentDefinitionsStore } from '../../store/segment-definitions.ts'
import type { KeptTag, TagsStore } from '../../store/tags.ts'
import type { OneEditor } from '../../traits/one-editor.ts'
import { contactNotFound } from '../routes/contacts.ts'
import type { TagNeeds } from '../routes/tags.ts'
import type { ConditionChoicesReader } from './condition-choices.ts'

export type TagReplyNeeds = {
  tags: TagsStore
  preferences: PreferenceRulesStore
  rules: SegmentDefinitionsStore
  contacts: Pick<ContactsStore, 'get' | 'addTags'>
  nameable: Pick<NameableStore, 'usualTags'>
  choices: Pick<ConditionChoicesReader, 'readKnown' | 'readWords'>
  /** Everything that may name a tag or a group of tags. */
  makers(): Promise<Maker[]>
  /** One edit of what depends on each other at a time. */
  edit: OneEditor
  /** Refuses conditions by which the tag would depend on itself. */
  refuseCircle(tag: string, tree: ConditionTree): Promise<void>
  /** Whoever keeps rules in memory must look again, and what is wanted can begin. */
  rulesChanged(): Promise<void>
  clock: Clock
  machine: Clock
}

/** Processes remember rules for a moment: other conditions are computed when all have looked again. */
const LOOKED_AGAIN_MS = 2500
const OTHERS = 100

const refuse = (code: string, status: number, message: string) => new Refusal({ code, status, message })

export function createTagReplies(needs: TagReplyNeeds): TagNeeds {
  const { tags, preferences, rules, contacts, nameable, choices, edit, refuseCircle, rulesChanged, clock, machine } =
    needs

  const find = async (name: string): Promise<KeptTag> => {
    const found = await tags.get(name)
    if (found === null) throw refuse('tag.not-found', 404, `没有找到标签「${name}」，可能已被删除。`)
    return found
  }

  async function check(
    name: string,
    { rule, behaviour }: Pick<NewTag, 'rule' | 'behaviour'>,
    before: ConditionTree | null,
  ) {
    if (rule !== null && behaviour !== null) {
      throw refuse('tag.two-rules', 422, `标签「${name}」只能有一条自动规则：按条件或按行为，请去掉其中一条。`)
    }
    // Conditions that stay as they are need not be mended to change a group.
    if (rule === null || JSON.stringify(rule.tree) === JSON.stringify(before)) return
    checkConditions(rule.tree, await choices.readKnown())
    await refuseCircle(name, rule.tree)
  }

  async function makeRule(name: string, tree: ConditionTree): Promise<SegmentId> {
    const id = SegmentIdSchema.parse(newId('sg'))
    const empty = { note: '', kind: 'dynamic' as const, fill: null, origin: null, announce: true }
    await rules.create({ id, name, tree, ...empty }, clock.now())
    return id
  }

  /** The rule of a tag as it is to be: made, changed, or ended. */
  async function ruleAfter(
    tag: KeptTag,
    held: SegmentDefinition | null,
    wanted: SaveTag['rule'],
  ): Promise<SegmentId | null> {
    if (wanted === null) {
      if (held !== null) await rules.remove(held.id)
      return null
    }
    if (held === null) return makeRule(tag.name, wanted.tree)
    if (JSON.stringify(held.tree) === JSON.stringify(wanted.tree)) return held.id
    const notBefore = new Date(machine.now().getTime() + LOOKED_AGAIN_MS)
    const { id, revision: basedOn, name, note } = held
    await rules.save({ id, basedOn, name, note, tree: wanted.tree, now: clock.now(), notBefore })
    return held.id
  }

  async function rowsOf(kept: readonly KeptTag[]): Promise<TagRow[]> {
    const [all, people, { known, names }, makers] = await Promise.all([
      rules.list(),
      tags.people(kept.map(({ name }) => name)),
      choices.readWords(),
      needs.makers(),
    ])
    const byId = new Map(all.map((rule) => [rule.id, rule]))
    return kept.map((tag) => {
      const rule = tag.rule === null ? undefined : byId.get(tag.rule)
      const { name, group, note, behaviour, revision, by: updatedBy, updatedAt } = tag
      return {
        ...{ name, group, note, revision, updatedBy, updatedAt },
        people: people.get(name) ?? 0,
        rule:
          rule === undefined || rule.tree === null
            ? null
            : {
                ...{ id: rule.id, tree: rule.tree, keep: tag.keep, people: rule.people },
                sentence: withNames(treeText(rule.tree), names),
                problems: treeProblems(rule.tree, known).map(({ message }) => message),
                computation: {
                  ...{ computedAt: rule.computedAt, problem: rule.problem },
                  progress: rule.wanted ? { done: rule.running?.done ?? 0, total: rule.running?.total ?? 0 } : null,
                },
              },
        behaviour: behaviour === null ? null : { ...behaviour, sentence: behaviourText(behaviour) },
        usedBy: usesOfTag(makers, { name, group, byRule: rule !== undefined || behaviour !== null }),
      }
    })
  }
  const rowOf = async (name: string): Promise<TagRow> => {
    const [row] = await rowsOf([await find(name)])
    if (row === undefined) throw refuse('tag.not-found', 404, `没有找到标签「${name}」。`)
    return row
  }

  return {
    async listTags() {
      const kept = await tags.list()
      const own = new Set(kept.map(({ name }) => name))
      const [items, usual, learned] = await Promise.all([rowsOf(kept), nameable.usualTags(), preferences.read()])
      return {
        preferences: learned,
        items,
        groups: [...new Set(kept.flatMap(({ group }) => group ?? []))].sort(),
        others: usual.filter(({ name }) => !own.has(name)).slice(0, OTHERS),
      }
    },

    async createTag(given, by) {
      const { name, group, note, behaviour } = given
      await edit(async () => {
        if ((await tags.get(name)) !== null) {
          throw refuse('tag.taken', 409, `标签「${name}」已经在这里了，一个标签只能有一条规则，请直接修改它。`)
        }
        await check(name, given, null)
        const rule = given.rule === null ? null : await makeRule(name, given.rule.tree)
        const now = clock.now()
        const kept = { name, group, note, rule, keep: given.rule?.keep ?? false, behaviour }
        await tags.add({ ...kept, revision: 1, by, createdAt: now, updatedAt: now })
      })
      await rulesChanged()
      return rowOf(name)
    },

    async saveTag(name, save, by) {
      await edit(async () => {
        const tag = await find(name)
        if (tag.revision !== save.basedOn) {
          throw refuse('tag.stale', 409, `标签「${name}」刚刚被别人改过，请刷新后再改。`)
        }
        const held = tag.rule === null ? null : await rules.get(tag.rule)
        await check(name, save, held?.tree ?? null)
        const rule = await ruleAfter(tag, held, save.rule)
        const { group, note, behaviour } = save
        await tags.save({
          ...tag,
          group,
          note,
          behaviour,
          rule,
          keep: save.rule?.keep ?? false,
          by,
          updatedAt: clock.now(),
        })
      })
      await rulesChanged()
      return rowOf(name)
    },

    async removeTag(name) {
      await edit(async () => {
        const { rule } = await find(name)
        await tags.remove(name)
        if (rule !== null) await rules.remove(rule)
      })
      await rulesChanged()
    },

    async recomputeTag(name) {
      const { rule } = await find(name)
      if (rule === null) throw refuse('tag.no-rule', 409, `标签「${name}」没有按条件的规则。`)
      await rules.ask([rule])
      await rulesChanged()
    },

    async savePreferences(rule) {
      await preferences.save(rule)
      await rulesChanged()
    },

    async tagPerson(id: ContactId, { add, remove }, by) {
      const contact = await contacts.get(id)
      if (contact === null) throw contactNotFound()
      const change = { contact: contact.id, at: clock.now(), source: `staff:${by.name}` }
      const given = { add, remove: [], by: newId('th'), why: `${by.name} 在客户页面打上` }
      const taken = { add: [], remove, by: newId('th'), why: `${by.name} 在客户页面移除` }
      if (add.length > 0) await contacts.addTags([{ ...change, ...given }])
      if (remove.length > 0) await contacts.addTags([{ ...change, ...taken }])
    },
  }
}
