import { useWords } from '../../../shared/api/definitions.ts'
import type {
  NewSegment,
  PeopleMoved,
  SegmentDay,
  SegmentDetail,
  SegmentFill,
  SegmentSummary,
  SegmentUse,
} from '../../../shared/api/segments.ts'
import { type ContactId, SegmentId } from '../../../shared/ids.ts'
import { addDays, dayOf } from '../../../shared/local-time.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { treeText } from '../../../shared/segment/evaluate.ts'
import { treeProblems } from '../../../shared/segment/lint.ts'
import { withNames } from '../../../shared/segment/names.ts'
import type { ConditionTree } from '../../../shared/segment/tree.ts'
import type { Clock } from '../../kit/clock.ts'
import { newId } from '../../kit/new-id.ts'
import { checkConditions } from '../../segments/check-conditions.ts'
import { type FindPeople, firstCells } from '../../segments/find-people.ts'
import type { Preview } from '../../segments/preview.ts'
import { refuseCircle, usesOf } from '../../segments/references.ts'
import type { StaticPeople } from '../../segments/static-people.ts'
import type { Why } from '../../segments/why.ts'
import type { AuditLogStore } from '../../store/audit-log.ts'
import type { LeasesStore } from '../../store/leases.ts'
import type { LooksStore } from '../../store/looks.ts'
import type { SegmentDefinition, SegmentDefinitionsStore } from '../../store/segment-definitions.ts'
import type { Made } from '../../traits/circles.ts'
import type { SegmentNeeds } from '../routes/segments.ts'
import type { ConditionChoicesReader } from './condition-choices.ts'
import type { MemberRows } from './segment-members.ts'

export type SegmentReplyNeeds = {
  definitions: SegmentDefinitionsStore
  /** Everything that may name a segment. */
  makers(): Promise<(SegmentUse & { definition: unknown })[]>
  leases: Pick<LeasesStore, 'take' | 'release'>
  auditLog: Pick<AuditLogStore, 'append'>
  looks: Pick<LooksStore, 'note'>
  preview: Preview
  why: Why
  choices: Pick<ConditionChoicesReader, 'readKnown' | 'readWords' | 'readChoices'>
  staticPeople: StaticPeople
  findPeople: FindPeople
  memberRows: MemberRows
  /** Refuses conditions that lead back to the segment through tags and what else conditions make. */
  refuseDependence(own: Made): Promise<void>
  /** What is live changed: whoever keeps it in memory must look again, and what is wanted can begin. */
  segmentsChanged(id: SegmentId): void
  clock: Clock
  machine: Clock
  timeZone: string
}

const EDITING = 'segment-edit'
const EDIT_MS = 15_000
/** Processes remember what is live for a moment: other conditions are computed when all have looked again. */
const LOOKED_AGAIN_MS = 2500
const DAYS = 30
const EXAMPLES = 20

const refuse = (code: string, status: number, message: string, details?: unknown) =>
  new Refusal({ code, status, message, ...(details === undefined ? {} : { details }) })
const notThere = () => refuse('segment.not-found', 404, '没有找到这个人群，可能已被删除。')

export function createSegmentReplies(needs: SegmentReplyNeeds): SegmentNeeds {
  const { definitions, staticPeople, memberRows, clock, machine, timeZone, segmentsChanged } = needs

  const find = async (id: SegmentId): Promise<SegmentDefinition> => {
    const found = await definitions.get(id)
    if (found === null) throw notThere()
    return found
  }
  const findStatic = async (id: SegmentId): Promise<SegmentDefinition> => {
    const found = await find(id)
    if (found.kind === 'static') return found
    throw refuse('segment.not-static', 409, `「${found.name}」是动态人群，成员由条件决定，不能手工调整。`)
  }

  /** One at a time over all processes, so that no two edits together make what neither makes alone. */
  async function edit<T>(work: () => Promise<T>): Promise<T> {
    const owner = newId('ed')
    for (let tries = 0; tries < 50; tries += 1) {
      const now = machine.now()
      if (!(await needs.leases.take(EDITING, owner, now, new Date(now.getTime() + EDIT_MS)))) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      try {
        return await work()
      } finally {
        await needs.leases.release(EDITING, owner)
      }
    }
    throw refuse('segment.busy', 409, '别人正在修改人群，请稍后再试。')
  }

  async function check(own: { id: SegmentId; name: string; tree: ConditionTree | null }): Promise<void> {
    const all = await definitions.list()
    if (all.some(({ id, name, state }) => id !== own.id && state === 'active' && name === own.name)) {
      throw refuse('segment.name-taken', 409, `已经有一个叫「${own.name}」的人群，请换一个名称。`)
    }
    if (own.tree === null) return
    checkConditions(own.tree, await needs.choices.readKnown())
    refuseCircle({ ...own, tree: own.tree }, all)
    await needs.refuseDependence({ kind: 'segment', name: own.id, label: own.name, trees: [own.tree] })
  }
  const checkFill = async (fill: SegmentFill | null): Promise<void> => {
    if (fill?.from === 'conditions') checkConditions(fill.tree, await needs.choices.readKnown())
  }

  const readUses = async (): Promise<Map<SegmentId, SegmentUse[]>> => usesOf(await needs.makers())

  async function refuseWhenUsed({ id, name }: SegmentDefinition, what: string): Promise<void> {
    const usedBy = (await readUses()).get(id) ?? []
    if (usedBy.length === 0) return
    const users = usedBy.map((use) => `${useWords[use.kind]}「${use.name}」`).join('、')
    throw refuse('segment.in-use', 409, `「${name}」正被${users}使用，不能${what}。请先在那里去掉它。`, { usedBy })
  }

  async function summaries(shown: readonly SegmentDefinition[], length: number) {
    const today = dayOf(clock.now(), timeZone)
    const [uses, days] = await Promise.all([
      readUses(),
      definitions.daysOf(
        shown.map(({ id }) => id),
        addDays(today, 1 - length),
      ),
    ])
    return shown.map((segment) => ({
      ...summaryOf(segment, uses.get(segment.id) ?? []),
      week: curveOf(segment.people, days.get(segment.id) ?? [], today, length),
    }))
  }

  async function detail(id: SegmentId): Promise<SegmentDetail> {
    const segment = await find(id)
    const [summary] = await summaries([segment], DAYS)
    if (summary === undefined) throw notThere()
    const { tree, revision, origin } = segment
    const { known, names } = await needs.choices.readWords()
    const sentence = withNames(tree === null ? (origin ?? '还没有放入客户') : treeText(tree), names)
    const problems = tree === null ? [] : treeProblems(tree, known).map(({ at, message }) => ({ at: [...at], message }))
    return { ...summary, week: summary.week.slice(-7), days: summary.week, tree, revision, sentence, problems }
  }

  const said = ({
    moved,
    already,
    unknown,
  }: {
    moved: number
    already: number
    unknown: readonly string[]
  }): PeopleMoved => ({
    moved,
    already,
    unknown: unknown.slice(0, EXAMPLES),
    unknownCount: unknown.length,
  })

  async function putAll(id: SegmentId, contacts: readonly ContactId[], unknown: readonly string[], origin: string) {
    const put = await staticPeople.move(id, contacts, 'in')
    await definitions.setOrigin(id, origin)
    return said({ ...put, unknown: [...unknown, ...put.unknown] })
  }

  async function originOf(fill: SegmentFill): Promise<string> {
    switch (fill.from) {
      case 'people':
        return '手工放入'
      case 'conditions':
        return `当时满足条件的客户：${treeText(fill.tree)}`
      case 'sample': {
        const { name } = await find(fill.segment)
        const size = 'people' in fill.take ? `${fill.take.people} 人` : `${fill.take.percent}%`
        return `从「${name}」随机抽取 ${size}（随机种子 ${fill.seed}）`
      }
    }
  }

  async function createSegment(given: NewSegment): Promise<SegmentId> {
    const id = SegmentId.parse(newId('sg'))
    const { name, note, kind } = given
    const tree = given.kind === 'dynamic' ? given.tree : null
    const fill = given.kind === 'static' ? (given.fill ?? null) : null
    await edit(async () => {
      await check({ id, name, tree })
      await checkFill(fill)
      const origin = fill === null ? null : await originOf(fill)
      const announce = given.kind === 'dynamic' ? given.announce : true
      await definitions.create({ id, name, note, kind, tree, fill, origin, announce }, clock.now())
    })
    segmentsChanged(id)
    return id
  }

  return {
    async listSegments(state) {
      const all = await definitions.list()
      const shown = all.filter((one) => state === undefined || one.state === state)
      return { items: await summaries(shown, 7), next: null }
    },
    createSegment,
    readSegment: detail,
    async saveSegment(id, { name, note, tree: given, basedOn }) {
      await edit(async () => {
        const segment = await find(id)
        const tree = segment.kind === 'dynamic' ? (given ?? segment.tree) : null
        const same = JSON.stringify(tree) === JSON.stringify(segment.tree)
        // Conditions that stay as they are need not be mended to change a name.
        await check({ id, name, tree: same ? null : tree })
        const now = clock.now()
        const notBefore = new Date(machine.now().getTime() + LOOKED_AGAIN_MS)
        if (await definitions.save({ id, basedOn, name, note, tree: same ? null : tree, now, notBefore })) return
        throw refuse('segment.stale', 409, '这个人群刚刚被别人修改过，请刷新后再保存。')
      })
      segmentsChanged(id)
      return detail(id)
    },
    async previewSegment({ tree, exact }) {
      const { known, names } = await needs.choices.readWords()
      checkConditions(tree, known)
      const { sample, ...told } = await needs.preview(tree, exact)
      const sentence = withNames(told.sentence, names)
      return { ...told, sentence, sample: await memberRows.show(sample) }
    },
    async whyMember(id, contact) {
      const { tree } = await find(id)
      const why = await needs.why(id, tree, contact)
      if (why === null) throw refuse('contact.not-found', 404, '没有找到这位客户。')
      const { names } = await needs.choices.readWords()
      return { ...why, reasons: why.reasons.map((one) => ({ ...one, said: withNames(one.said, names) })) }
    },
    readChoices: needs.choices.readChoices,
    async listMembers(id, query) {
      const { people } = await find(id)
      return { ...(await memberRows.page(id, query)), total: people }
    },
    async putPeople(id, fill) {
      const { name, state } = await findStatic(id)
      if (state === 'archived') throw refuse('segment.archived', 409, `「${name}」已归档，请先恢复。`)
      if (fill.from === 'people') return putAll(id, fill.contacts, [], '手工放入')
      await checkFill(fill)
      if (!(await definitions.fill(id, fill, await originOf(fill), clock.now()))) {
        throw refuse('segment.busy', 409, '上一批客户还在放入，请等它完成。')
      }
      segmentsChanged(id)
      return null
    },
    async putFile(id, body) {
      await findStatic(id)
      const { found, unknown } = await needs.findPeople(await firstCells(body))
      return putAll(id, found, unknown, '从文件放入')
    },
    async takePeople(id, contacts) {
      await findStatic(id)
      return said(await staticPeople.move(id, contacts, 'out'))
    },
    async recomputeSegment(id) {
      const { kind, state, name } = await find(id)
      if (kind === 'static') throw refuse('segment.not-dynamic', 409, `「${name}」是静态人群，没有条件可以计算。`)
      if (state === 'archived') throw refuse('segment.archived', 409, `「${name}」已归档，请先恢复。`)
      await definitions.ask([id])
      segmentsChanged(id)
    },
    async archiveSegment(id) {
      await edit(async () => {
        await refuseWhenUsed(await find(id), '归档')
        await definitions.setState(id, 'archived', clock.now())
      })
      segmentsChanged(id)
    },
    async restoreSegment(id) {
      await edit(async () => {
        const { name, tree } = await find(id)
        await check({ id, name, tree })
        await definitions.setState(id, 'active', clock.now())
      })
      segmentsChanged(id)
    },
    async deleteSegment(id) {
      await edit(async () => {
        await refuseWhenUsed(await find(id), '删除')
        await definitions.remove(id)
      })
      segmentsChanged(id)
    },
    exportMembers: memberRows.exported,
    async notePhonesTaken(id, by, { requestId, ip, reason }) {
      const action = 'GET /api/v1/segments/:id/members.csv?phones=clear'
      const at = clock.now()
      const { name } = await find(id)
      const who = { user: by.id, userName: by.name, ip }
      const file = `人群「${name}」的名单`
      await needs.looks.note({ id: newId('lk'), at, ...who, what: ['phone'], contact: null, file, reason })
      await needs.auditLog.append({
        at,
        user: by.id,
        userName: by.name,
        action,
        target: { id },
        status: 200,
        requestId,
        ip,
      })
    },
  }
}

function summaryOf(segment: SegmentDefinition, usedBy: SegmentUse[]): Omit<SegmentSummary, 'week'> {
  const { id, name, note, kind, state, people, computedAt, wanted, running, problem, createdAt, updatedAt } = segment
  const progress = wanted ? { done: running?.done ?? 0, total: running?.total ?? null } : null
  return {
    id,
    name,
    note,
    kind,
    state,
    people: Math.max(0, people),
    computedAt,
    progress,
    problem,
    usedBy,
    createdAt,
    updatedAt,
  }
}

/** How many were inside at the end of each day, told backwards from how many are inside now. */
function curveOf(
  people: number,
  days: readonly { day: string; entered: number; left: number }[],
  today: string,
  length: number,
): SegmentDay[] {
  const byDay = new Map(days.map((one) => [one.day, one]))
  let inside = Math.max(0, people)
  return Array.from({ length }, (_, back) => {
    const day = addDays(today, -back)
    const { entered = 0, left = 0 } = byDay.get(day) ?? {}
    const shown = { day, people: inside, entered, left }
    inside = Math.max(0, inside - entered + left)
    return shown
  }).reverse()
}
