import type { DomainEvent } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import type { OutboxStore } from '../store/outbox.ts'
import type { Reply, Told } from '../store/outbox-receipts.ts'

/** Who writes within this time after a message of ours answers it: as long as the platforms keep a conversation open. */
const ANSWERS_WITHIN_MS = 48 * 3_600_000

type AccountKind = NonNullable<(typeof channelKinds)[number]['account']>

/** What happened to people tells what became of our messages: they arrived, failed, were tapped or answered. */
export function createReceipts(needs: {
  outbox: Pick<OutboxStore, 'noteTold' | 'noteReplies'>
  /** Null for an account that is no longer connected. */
  kindOf(account: string): Promise<AccountKind | null>
}) {
  return async (items: readonly { contact: { id: ContactId }; event: DomainEvent }[]): Promise<void> => {
    const told = items.flatMap(({ event }) => toldBy(event))
    if (told.length > 0) await needs.outbox.noteTold(told)
    const replies: Reply[] = []
    for (const { contact, event } of items) {
      if (event.name !== 'message.received' || event.account === null) continue
      const channels = answeredThrough(await needs.kindOf(event.account))
      const since = new Date(event.at.getTime() - ANSWERS_WITHIN_MS)
      if (channels.length > 0) replies.push({ contact: contact.id, at: event.at, since, channels })
    }
    if (replies.length > 0) await needs.outbox.noteReplies(replies)
  }
}

function toldBy(event: DomainEvent): Told[] {
  switch (event.name) {
    case 'message.delivered':
      return event.effect === null ? [] : [{ effect: event.effect, name: 'delivered', at: event.at, why: null }]
    case 'message.failed':
      return event.effect === null ? [] : [{ effect: event.effect, name: 'failed', at: event.at, why: event.reason }]
    case 'message.opened':
      return [{ effect: event.effect, name: 'opened', at: event.at, why: null }]
    case 'link.clicked':
      return event.effect === null ? [] : [{ effect: event.effect, name: 'clicked', at: event.at, why: null }]
    default:
      return []
  }
}

const answeredThrough = (kind: AccountKind | null): string[] =>
  channelKinds.flatMap(({ name, account, receipts }) =>
    account !== null && account === kind && receipts.some((one) => one === 'replied') ? [name] : [],
  )
