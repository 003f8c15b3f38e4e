import { churn } from './churn.ts'
import type { JourneyTemplate } from './contract.ts'
import { memberBenefits } from './member-benefits.ts'
import { newFollower } from './new-follower.ts'
import { newFriend } from './new-friend.ts'
import { vipExpiry } from './vip-expiry.ts'

export const journeyTemplates: readonly JourneyTemplate[] = [newFollower, memberBenefits, churn, vipExpiry, newFriend]
