import { type Identity, type IdentityKey, type IdentityKind, kindOfKey } from '../../shared/contact.ts'
import { defaultIdentityRules, type IdentityRule, type IdentityRules, ruleOf } from '../../shared/identity-rules.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { IdentityClaim } from '../../shared/incoming.ts'

/**
 * Which contact is this? Decides from what the event claims and who owns the claimed identities; writes nothing.
 *
 * App-scoped ids and unionids ("hard") say who somebody is. A phone ("soft") is shared and recycled, so it joins two
 * people only when it was verified, or when one side is a CRM record, and only when nothing speaks against it: exactly
 * one candidate, no second unionid, no second CRM number of one source, no second account in one app. An e-mail joins
 * nobody unless the manager's rules say so: they make each kind of identity stronger or weaker, but never let evidence
 * join that contradicts itself. A browser (`web`) is shared too: what an unknown visitor did in it goes to the first person
 * who is known in it, and it never joins two people, nor asks anybody about it. Everything else becomes a conflict for a
 * person to decide (docs/platform-facts.md, D3).
 */
export type Candidate = {
  _id: ContactId
  identities: readonly Identity[]
  mergedFrom: readonly ContactId[]
  keptApart: readonly { contact: ContactId; key: string }[]
}
export type Evidence = IdentityClaim
export type Join = { contact: ContactId; evidence: Evidence; why: string }
export type Clash = { with: ContactId | null; key: IdentityKey; why: string }
export type Decision = {
  kind: 'create' | 'use' | 'merge'
  /** Whose event it is; null: a new contact's. */
  base: ContactId | null
  /** Contacts that turn out to be the same person as the base. */
  joins: Join[]
  /** Identities the base shall have now. */
  attach: IdentityClaim[]
  conflicts: Clash[]
}

const SOFT: ReadonlySet<IdentityKind> = new Set(['phone', 'email', 'web'])
/** A number a colleague typed into a remark is a hint, never a reason. */
const isHint = (source: string) => source.includes('remark')
const isCrm = (source: string) => source.startsWith('crm')

export function resolve(
  claims: readonly IdentityClaim[],
  ownerOf: (key: IdentityKey) => Candidate | undefined,
  isContested: (key: IdentityKey) => boolean,
  /** The person, when the event names one by our own id. */
  named?: Candidate,
  rules: IdentityRules = defaultIdentityRules,
): Decision {
  const hard = claims.filter(({ key }) => !SOFT.has(kindOfKey(key)))
  const soft = claims.filter(({ key }) => SOFT.has(kindOfKey(key)))
  const base = named ?? firstOwner(hard, ownerOf) ?? (hard.length === 0 ? firstOwner(soft, ownerOf) : undefined)
  const group = createGroup(base)
  const decision: Decision = { kind: 'use', base: base?._id ?? null, joins: [], attach: [], conflicts: [] }
  for (const claim of [...hard, ...soft]) {
    const owner = ownerOf(claim.key)
    if (owner === undefined || group.has(owner)) {
      const against = group.speaksAgainst([claim.key], false)
      if (against === null) {
        decision.attach.push(claim)
        group.learn(claim.key)
      } else decision.conflicts.push({ with: null, key: claim.key, why: against })
      continue
    }
    if (group.keptApartFrom(owner, claim.key)) continue
    const kind = kindOfKey(claim.key)
    if (kind === 'web' && !isUnknownVisitor(owner)) continue
    const rule = ruleOf(rules, kind)
    if (rule === 'never') continue
    const against = SOFT.has(kind)
      ? softObjection(claim, owner, group, { contested: isContested(claim.key), rule })
      : (group.speaksAgainst(keysOf(owner), false) ?? (rule === 'asks' ? ONLY_A_HINT[kind] : null))
    if (against !== null) {
      decision.conflicts.push({ with: owner._id, key: claim.key, why: against })
      continue
    }
    decision.joins.push({ contact: owner._id, evidence: claim, why: whyJoined(claim, owner) })
    group.join(owner)
    decision.attach.push(claim)
  }
  return { ...decision, kind: decision.joins.length > 0 ? 'merge' : base === undefined ? 'create' : 'use' }
}

function firstOwner(claims: readonly IdentityClaim[], ownerOf: (key: IdentityKey) => Candidate | undefined) {
  for (const { key } of claims) {
    const owner = ownerOf(key)
    if (owner !== undefined) return owner
  }
  return undefined
}

const ONLY_A_HINT: Record<IdentityKind, string> = {
  web: '浏览器相同，按身份规则由人判断',
  oa: '公众号身份相同，按身份规则由人判断',
  mini: '小程序身份相同，按身份规则由人判断',
  wecom: '企业微信身份相同，按身份规则由人判断',
  wechaty: '微信个人号身份相同，按身份规则由人判断',
  unionid: 'UnionID 相同，按身份规则由人判断',
  crm: 'CRM 客户编号相同，按身份规则由人判断',
  phone: '手机号相同，按身份规则由人判断',
  email: '邮箱相同，但邮箱可能多人共用',
}

const keysOf = (candidate: Candidate) => candidate.identities.map(({ key }) => key)

/** The people taken for one so far, and the identities they have together. */
function createGroup(base: Candidate | undefined) {
  const people: Candidate[] = base === undefined ? [] : [base]
  const keys = new Set(base === undefined ? [] : keysOf(base))
  return {
    has: (candidate: Candidate) => people.some(({ _id }) => _id === candidate._id),
    learn: (key: IdentityKey) => keys.add(key),
    join(candidate: Candidate) {
      people.push(candidate)
      for (const key of keysOf(candidate)) keys.add(key)
    },
    keptApartFrom: (other: Candidate, key: string) =>
      people.some((person) => separated(person, other, key) || separated(other, person, key)),
    /** A Chinese sentence when these identities can't belong to the same person as the group's; null when they can. */
    speaksAgainst(others: readonly IdentityKey[], alsoApps: boolean): string | null {
      for (const other of others) {
        const scope = exclusiveScope(other, alsoApps)
        if (scope === null || keys.has(other)) continue
        for (const key of keys) {
          if (key !== other && exclusiveScope(key, alsoApps)?.scope === scope.scope) return scope.why
        }
      }
      return null
    },
  }
}

const separated = (person: Candidate, other: Candidate, key: string) =>
  person.keptApart.some(
    (apart) => apart.key === key && (apart.contact === other._id || other.mergedFrom.includes(apart.contact)),
  )

/** What one person can have only one of. */
function exclusiveScope(key: IdentityKey, alsoApps: boolean): { scope: string; why: string } | null {
  const kind = kindOfKey(key)
  const scope = key.slice(0, key.lastIndexOf(':'))
  if (kind === 'unionid') return { scope: 'unionid', why: '两边的 unionid 不同，是两个微信号' }
  if (kind === 'crm') return { scope, why: '两边是同一系统里的两条 CRM 记录' }
  if (alsoApps && (kind === 'oa' || kind === 'mini' || kind === 'wecom')) {
    return { scope, why: '两边在同一个公众号、小程序或企业里各有一个账号' }
  }
  return null
}

/** Nobody but a browser. */
const isUnknownVisitor = (owner: Candidate) => keysOf(owner).every((key) => kindOfKey(key) === 'web')

function softObjection(
  claim: IdentityClaim,
  owner: Candidate,
  group: ReturnType<typeof createGroup>,
  { contested, rule }: { contested: boolean; rule: IdentityRule },
): string | null {
  const kind = kindOfKey(claim.key)
  if (kind === 'web') return null
  if (rule === 'asks') return ONLY_A_HINT[kind]
  const label = kind === 'email' ? '邮箱' : '手机号'
  if (isHint(claim.source)) return `${label}来自员工备注，只能作为线索`
  if (contested) return `这个${label}不止一位客户在用`
  const theirs = owner.identities.find(({ key }) => key === claim.key)
  if (theirs !== undefined && isHint(theirs.source)) return `对方的${label}来自员工备注，只能作为线索`
  const against = group.speaksAgainst(keysOf(owner), false) ?? group.speaksAgainst(keysOf(owner), true)
  if (against !== null) return `${label}相同，但${against}`
  if (rule === 'joins') return null
  const verified = claim.strength !== 'declared' || (theirs !== undefined && theirs.strength !== 'declared')
  const fromCrm = isCrm(claim.source) || keysOf(owner).some((key) => kindOfKey(key) === 'crm')
  return verified || fromCrm ? null : `${label}相同，但两边都是自己填写、没有验证`
}

function whyJoined(claim: IdentityClaim, owner: Candidate): string {
  const kind = kindOfKey(claim.key)
  if (kind === 'unionid') return '两条记录的 unionid 相同，是同一个微信号'
  if (kind === 'web') return '同一个浏览器里的匿名访问，访客的身份后来得到了确认'
  if (!SOFT.has(kind)) return '同一个身份同时指向两条记录'
  const label = kind === 'email' ? '邮箱' : '手机号'
  const theirs = owner.identities.find(({ key }) => key === claim.key)
  const verified = claim.strength !== 'declared' || (theirs !== undefined && theirs.strength !== 'declared')
  if (verified) return `${label}相同且经过验证，只有这一位候选客户，没有相互矛盾的身份`
  const fromCrm = isCrm(claim.source) || keysOf(owner).some((key) => kindOfKey(key) === 'crm')
  return fromCrm
    ? `填写的${label}与 CRM 记录一致，只有这一位候选客户，没有相互矛盾的身份`
    : `${label}相同，按身份规则合并；只有这一位候选客户，没有相互矛盾的身份`
}
