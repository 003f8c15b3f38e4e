import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Counters } from '../../server/sandbox/control-api.ts'
import { SyncStates } from '../../shared/api/syncs.ts'
import { Tags } from '../../shared/api/tags.ts'
import { condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, type Connected, connectWithoutCrowd, peopleOfTown } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const TAG = '来过'
const STAFF = 'shen.jianing'
const ROUNDS = 3
/** Told to the platforms: `<tagged by us> <untagged by us>` at the Official Account, then at WeCom, where both are one call. */
type Told = { tagged: number; untagged: number; marked: number }

/** A rule gives a tag that two platforms keep too: each change goes round once, and then all three rest. */
describe('a tag by rule that is linked to an Official Account and to WeCom', () => {
  let line: Line
  let accounts: Record<'oa' | 'wecom' | 'mini', Connected>
  const openIds: string[] = []
  const people: string[] = []

  beforeAll(async () => {
    line = await startLine({ seed: false })
    accounts = await connectWithoutCrowd(line, ['oa', 'wecom'])
    const tree = condition('did-event', { event: 'mini.opened', days: 7, atLeast: 1 })
    await line.api('POST', '/tags', { name: TAG, rule: { tree } })
    for (const account of [accounts.oa, accounts.wecom])
      await line.api('POST', `/accounts/${account.id}/tags`, { tag: TAG, platformTag: null })
    for (const { id, openId } of await peopleOfTown(line, 2)) {
      await act(line, id, 'follow')
      await line.play(`/staff/${STAFF}/add-customer`, { person: id })
      openIds.push(openId)
      people.push(id)
    }
    for (const openId of openIds)
      await until('she is one person on both platforms', async () => {
        const { identities } = await line.contact(`oa:${accounts.oa.appId}:${openId}`)
        return identities.some(({ key }) => key.startsWith('wecom:'))
      })
  }, 400_000)
  afterAll(() => line?.stop())

  const contactOf = async (who: number) => (await line.contact(`oa:${accounts.oa.appId}:${openIds[who]}`)).id
  const opens = (who: number) =>
    line.api('POST', '/events', {
      ...{ id: `ev-${crypto.randomUUID()}`, name: 'mini.opened', page: 'home', scene: null },
      identity: `oa:${accounts.oa.appId}:${openIds[who]}`,
    })
  async function told(): Promise<Told> {
    const { seen } = await line.see(Counters, '/counters')
    const count = (path: string) =>
      Object.entries(seen).reduce((sum, [name, { ok }]) => sum + (name.includes(path) ? ok : 0), 0)
    return { tagged: count('/batchtagging'), untagged: count('/batchuntagging'), marked: count('/mark_tag') }
  }
  /** What her timeline says of the tag: given and taken. */
  async function turns(who: number): Promise<[given: number, taken: number]> {
    const events = (await line.timeline(await contactOf(who))).map(({ event }) => event)
    const count = (name: string) =>
      events.filter((event) => event.name === name && 'tag' in event && event.tag === TAG).length
    return [count('tag.added'), count('tag.removed')]
  }
  const has = async (who: number) => (await line.profile(await contactOf(who))).tags.includes(TAG)
  const reaches = (what: string, wanted: Told) =>
    until(what, async () => JSON.stringify(await told()) === JSON.stringify(wanted))

  /** A change at WeCom has its part read by itself, and then the page is refused a second reading until that one is over. */
  const readAgain = (account: string, part: string) =>
    until(`${part} could be asked for`, async () => {
      await line.api('POST', `/accounts/${account}/syncs/${part}`)
      return true
    })

  /** Everything that could start a quarrel happens again: people act, the rule is computed, all is read from the platforms. */
  async function goesRound(who: number): Promise<void> {
    const parts = { [accounts.oa.id]: ['oa-tags', 'followers'], [accounts.wecom.id]: ['corp-tags', 'customers'] }
    for (let round = 0; round < ROUNDS; round += 1) {
      if (who >= 0) await opens(who)
      await line.api('POST', `/tags/${encodeURIComponent(TAG)}/recompute`)
      for (const [account, names] of Object.entries(parts)) for (const part of names) await readAgain(account, part)
      await until(
        'everything was read and computed',
        async () => {
          const states = await Promise.all(
            Object.keys(parts).map(
              async (id) => SyncStates.parse(await line.api('GET', `/accounts/${id}/syncs`)).items,
            ),
          )
          const { items } = Tags.parse(await line.api('GET', '/tags'))
          const open = await line.database.collection('inbox').countDocuments({ status: { $ne: 'done' } })
          const copies = await line.database
            .collection('tag_copies')
            .countDocuments({ due: { $lte: line.clock.now() } })
          const isRead = states.flat().every(({ state }) => state === 'done')
          return isRead && items[0]?.rule?.computation.progress === null && open === 0 && copies === 0
        },
        180,
      )
    }
  }

  it('goes to both once, and rests', async () => {
    await opens(0)
    await reaches('both platforms know', { tagged: 1, untagged: 0, marked: 1 })
    await goesRound(0)
    expect(await told()).toEqual({ tagged: 1, untagged: 0, marked: 1 })
    expect(await turns(0)).toEqual([1, 0])
    expect(await has(0)).toBe(true)
    expect(await turns(1)).toEqual([0, 0])
  }, 400_000)

  it('taken away in WeCom is taken away here and at the Official Account, and stays away though she fits the rule', async () => {
    await line.play(`/staff/${STAFF}/edit-customer`, { person: people[0], tags: [] })
    await reaches('the Official Account knows', { tagged: 1, untagged: 1, marked: 1 })
    await goesRound(0)
    expect(await told()).toEqual({ tagged: 1, untagged: 1, marked: 1 })
    expect(await turns(0)).toEqual([1, 1])
    expect(await has(0)).toBe(false)
  }, 400_000)

  it('goes from both when somebody ceases to fit, once, and rests', async () => {
    await opens(1)
    await reaches('both platforms know of the second', { tagged: 2, untagged: 1, marked: 2 })
    line.clock.jump(8 * 86_400_000)
    await line.api('POST', `/tags/${encodeURIComponent(TAG)}/recompute`)
    await reaches('both platforms know that it is over', { tagged: 2, untagged: 2, marked: 3 })
    await goesRound(-1)
    expect(await told()).toEqual({ tagged: 2, untagged: 2, marked: 3 })
    expect(await turns(1)).toEqual([1, 1])
    expect(await turns(0)).toEqual([1, 1])
  }, 400_000)
})
