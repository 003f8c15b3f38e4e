import type { Change, GroupMove } from '../../shared/account-news.ts'
import type { Clock } from '../kit/clock.ts'
import type { AppPlatforms } from './app-platforms.ts'
import { readGroup } from './sync-groups.ts'
import { dismissGroup, type GroupNeeds, takeGroup } from './take-group.ts'

type Needs = GroupNeeds & { platforms: Pick<AppPlatforms, 'byId'>; clock: Clock }

/** A group changed, so it is read again: the callback alone doesn't say when somebody came, or who they are. */
export function createGroupChanges({ platforms, clock, ...needs }: Needs) {
  return async (account: string, changes: readonly Change[]): Promise<void> => {
    const app = await platforms.byId(account)
    for (const [chat, moves] of movesOf(changes)) {
      const brought = { moves, found: null, now: clock.now() }
      if (moves.some(({ what }) => what === 'dismissed')) {
        await dismissGroup(app, chat, brought, needs)
        continue
      }
      const shown = await readGroup(app, chat)
      // Outside what this app may see; the nightly reading tells should it be gone.
      if (shown !== null) await takeGroup(app, shown, brought, needs)
    }
  }
}

function movesOf(changes: readonly Change[]): Map<string, GroupMove[]> {
  const moves = new Map<string, GroupMove[]>()
  for (const change of changes) {
    if (change.part !== 'groups') continue
    for (const chat of change.ids) moves.set(chat, [...(moves.get(chat) ?? []), change.move])
  }
  return moves
}
