import { Agent, request } from 'undici'
import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { openMessage, signParts } from '../../server/sandbox/crypto/message-crypto.ts'
import { readXml, textAt } from '../../server/sandbox/crypto/xml.ts'
import type { Random } from '../../server/sandbox/world/random.ts'
import { type Forgery, forge, forgeries, forgeryNames } from './forgeries.ts'
import { type Person, personOf } from './people.ts'
import type { Plan, Planned } from './plan.ts'
import { type Platform, type Shape, shapeOf } from './shapes.ts'
import type { Stage } from './stage.ts'

/** What came back: how often which answer, how long it took, and what was not as it must be. */
export type Posted = {
  answers: Record<string, number>
  byPlatform: Record<string, number>
  passiveReplies: number
  wrong: string[]
  /** Milliseconds to the acknowledgement. A follow may be held for its answer, so it is counted apart. */
  ackMs: number[]
  heldMs: number[]
  seconds: number
}

type Task = { kind: 'deed'; planned: Planned } | { kind: 'forgery'; how: Forgery }
const CONNECTIONS = 96
const MAY_TAKE_MS = 15_000
/** The person's earlier deeds lie a little in the past, so that no two events of one person share a second. */
const SECONDS_BACK = 20

export async function postDay(
  stage: Stage,
  plan: Plan,
  given: { forgedOfEach: number; random: Random },
): Promise<Posted> {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 })
  const posted: Posted = {
    answers: {},
    byPlatform: {},
    passiveReplies: 0,
    wrong: [],
    ackMs: [],
    heldMs: [],
    seconds: 0,
  }
  const people = plan.stories.map((story) => personOf(story, stage.papers))
  const shapes = createShapes(stage, plan, people)
  /** One person's deeds reach the server one after the other; a retry may overtake its first delivery, not what was before. */
  const lastOf = new Map<number, Promise<unknown>>()
  const turnOf = new Map<string, Promise<unknown>>()
  const tasks = tasksOf(plan, given)
  let next = 0

  const begun = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  posted.seconds = (performance.now() - begun) / 1000
  await agent.close()
  return posted

  async function work(): Promise<void> {
    for (let task = tasks[next++]; task; task = tasks[next++])
      await (task.kind === 'deed' ? deed(task.planned) : forged(task.how))
  }

  async function deed(planned: Planned): Promise<void> {
    const shape = shapes.of(planned)
    const name = `${planned.story} ${planned.position}`
    const turn = (planned.repeat ? turnOf.get(name) : lastOf.get(planned.story)) ?? Promise.resolve()
    const done = turn.then(() => postDeed(planned, shape))
    if (!planned.repeat) {
      turnOf.set(name, turn)
      lastOf.set(planned.story, done)
    }
    await done
  }

  async function postDeed({ story, position }: Planned, { platform, inner }: Shape): Promise<void> {
    const account = stage.accounts[platform]
    const sealed = sealCallback({
      account,
      inner,
      timestamp: Math.floor(Date.now() / 1000),
      openId: people[story]?.openId ?? '',
    })
    const answer = await send({ url: withQuery(account.callbackUrl ?? '', sealed.query), ...sealed })
    const held = plan.stories[story]?.deeds[position]?.kind === 'follow'
    ;(held ? posted.heldMs : posted.ackMs).push(answer.ms)
    posted.byPlatform[platform] = (posted.byPlatform[platform] ?? 0) + 1
    if (answer.status !== 200) posted.wrong.push(`${inner['Event'] ?? inner['MsgType']} was answered ${answer.status}`)
    else if (answer.body.startsWith('<xml>')) readReply(platform, answer.body)
    else if (answer.body !== (platform === 'wecom' ? '' : 'success'))
      posted.wrong.push(`answer: ${answer.body.slice(0, 80)}`)
  }

  function readReply(platform: Platform, body: string): void {
    const { token, encodingAesKey } = stage.accounts[platform]
    const outer = readXml(body) ?? {}
    const sealed = textAt(outer, 'Encrypt')
    const signature = signParts(token, textAt(outer, 'TimeStamp'), textAt(outer, 'Nonce'), sealed)
    const { message, receiver } = openMessage({ encodingAesKey, sealed })
    const good = signature === textAt(outer, 'MsgSignature') && receiver === stage.papers.oa.appId
    if (good && textAt(readXml(message) ?? {}, 'Content') !== '') posted.passiveReplies += 1
    else posted.wrong.push('a passive reply can not be read')
  }

  async function forged(how: Forgery): Promise<void> {
    const [account, other] = [stage.accounts.oa, stage.accounts.wecom]
    const now = Math.floor(Date.now() / 1000)
    const answer = await send(forge(how, { account, other, openId: people[0]?.openId ?? '', now }))
    const { status, reason } = forgeries[how]
    if (answer.status !== status || answer.body !== reason) {
      posted.wrong.push(`a forged callback (${how}) was answered ${answer.status} ${answer.body.slice(0, 80)}`)
    }
  }

  async function send(one: { url: string; body: string | Buffer; contentType: string }) {
    const started = performance.now()
    try {
      const response = await request(one.url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': one.contentType, 'user-agent': 'Mozilla/4.0' },
        body: one.body,
        headersTimeout: MAY_TAKE_MS,
        bodyTimeout: MAY_TAKE_MS,
      })
      const body = await response.body.text()
      count(String(response.statusCode))
      return { status: response.statusCode, body, ms: performance.now() - started }
    } catch (error) {
      count('no answer')
      return { status: 0, body: error instanceof Error ? error.message : 'failed', ms: performance.now() - started }
    }
  }

  function count(answer: string): void {
    posted.answers[answer] = (posted.answers[answer] ?? 0) + 1
  }
}

/** The forged ones are strewn over the whole day. */
function tasksOf(plan: Plan, { forgedOfEach, random }: { forgedOfEach: number; random: Random }): Task[] {
  const tasks: Task[] = plan.sequence.map((planned) => ({ kind: 'deed', planned }))
  const spoiled = forgeryNames.flatMap((how) =>
    Array.from({ length: forgedOfEach }, (): Task => ({ kind: 'forgery', how })),
  )
  const placed = spoiled.map((task) => ({ task, at: random.next() * tasks.length }))
  return [...tasks.map((task, at) => ({ task, at })), ...placed].sort((a, b) => a.at - b.at).map(({ task }) => task)
}

/** A deed gets its second and its number when it is posted first; every repeat has the same ones (facts A2.3). */
function createShapes({ papers }: Stage, plan: Plan, people: readonly Person[]) {
  const stamped = new Map<string, Shape>()
  const firstSeconds = new Map<number, number>()
  return {
    of({ story, position }: Planned): Shape {
      const key = `${story} ${position}`
      const known = stamped.get(key)
      if (known) return known
      const deed = plan.stories[story]?.deeds[position]
      const person = people[story]
      if (!deed || !person) throw new Error('the plan names nobody')
      const now = Math.floor(Date.now() / 1000) - SECONDS_BACK + position
      const first = firstSeconds.get(story) ?? now
      firstSeconds.set(story, first)
      // It happened before the story's first deed and arrives after it: an order the platform does not promise.
      const createTime = deed.kind === 'late-unfollow' ? first - 30 : now
      const shape = shapeOf({ deed, person, papers, createTime, serial: stamped.size + 1 })
      stamped.set(key, shape)
      return shape
    },
  }
}
