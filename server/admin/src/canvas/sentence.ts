import type { AccountSummary } from '../../../../shared/api/accounts.ts'
import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { kindOf } from '../../../../shared/journey/registry.ts'
import { leavesOf, treeText } from '../../../../shared/segment/evaluate.ts'
import { type Names, withNames } from '../../../../shared/segment/names.ts'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import { isSchema } from './field.ts'
import { messageWords } from './message-words.ts'
import { missingOf } from './missing.ts'

type Said = { complete: boolean; text: string }

/** A node's setting as one sentence, by the kind's own words; what is still missing when it is not complete. */
export function sentenceOf(
  node: { type: string; settings: Record<string, unknown> },
  catalogue: Catalogue,
  accounts: readonly AccountSummary[] = [],
  names: Names = new Map(),
): Said {
  const missing = missingOf(node, catalogue)
  if (missing.length > 0) return { complete: false, text: `还要填写：${missing.join('、')}` }
  const kind = kindOf(node.type)
  const read = kind?.settings.safeParse(node.settings)
  if (kind !== undefined && read?.success === true) {
    const trees = kind.trees?.(read.data) ?? []
    if (trees.some(isUnfinished)) return { complete: false, text: '条件还没有填完' }
    const said = withNames(withChannelNames(kind.summary(read.data), catalogue), names)
    const words = (kind.sends?.(read.data) ?? []).flatMap(
      ({ content }) => messageWords(content, catalogue.templates) ?? [],
    )
    const senders = (kind.sends?.(read.data) ?? []).flatMap(({ content }) => accountWords(content, accounts))
    const only = (kind.accounts?.(read.data) ?? []).map((id) => `只看「${nameOf(accounts, { id })}」`)
    return { complete: true, text: [...words.map((one) => `「${one}」`), said, ...senders, ...only].join('，') }
  }
  const offered = catalogue.nodes.find((one) => one.type === node.type)
  if (offered === undefined) return { complete: false, text: `系统不认识的节点 ${node.type}` }
  return kind === undefined ? { complete: true, text: offered.hint } : { complete: false, text: '设置还不完整' }
}

const nameOf = (accounts: readonly AccountSummary[], { id, appId }: { id?: string; appId?: string }): string =>
  accounts.find((one) => one.id === id || one.appId === appId)?.name ?? '已断开的账号'

const accountWords = (content: unknown, accounts: readonly AccountSummary[]): string[] =>
  isSchema(content) && typeof content.account === 'string' && content.account !== ''
    ? [`由「${nameOf(accounts, { appId: content.account })}」发出`]
    : []

/** A summary knows a channel by its short name; a person knows it by its label. */
const withChannelNames = (text: string, catalogue: Catalogue): string =>
  [...catalogue.channels]
    .sort((a, b) => b.name.length - a.name.length)
    .reduce((said, channel) => said.replaceAll(`渠道 ${channel.name}`, channel.label), text)

/** Whether a condition in the tree still lacks something that a person must fill in. */
const isUnfinished = (tree: ConditionTree): boolean => leavesOf(tree).some((leaf) => !leaf.ok)

/** A condition tree read back as one sentence. */
export const conditionSentence = (tree: ConditionTree, names: Names): string =>
  isUnfinished(tree) ? '条件还没有填完。' : withNames(treeText(tree), names)
