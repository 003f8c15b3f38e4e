import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { Corp } from '../../world/corp.ts'

const DAY = 86_400_000

/** A company has one group of tags from its console, and a bought quota of acquisition links. */
const freshCorp = (createdAt: number): Corp => ({
  tagGroups: [
    {
      id: 'etLevel',
      name: '客户等级',
      createdAt,
      order: 1,
      byApp: false,
      tags: [
        { id: 'etVip', name: '重要客户', createdAt, order: 2 },
        { id: 'etPlain', name: '一般客户', createdAt, order: 1 },
      ],
    },
  ],
  acquisitionLinks: [],
  acquisitionQuota: { used: 0, left: 1000, expiresAt: createdAt + 365 * DAY },
  massMessages: [],
  moments: [],
  groups: [],
  joinWays: [],
  transfers: [],
  leavers: [],
  pendingIds: [],
  kf: { accounts: [], sessions: [], rows: [], sentIds: [] },
  media: [],
})

export function corpOf(sim: Simulation, account: WecomAccount): Corp {
  const known = sim.world.corps[account.corpId]
  if (known !== undefined) return known
  const fresh = freshCorp(nowMs(sim))
  sim.world.corps[account.corpId] = fresh
  return fresh
}
