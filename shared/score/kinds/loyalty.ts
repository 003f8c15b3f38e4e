import { counterOf } from '../../counters.ts'
import { DAY } from '../../local-time.ts'
import { defineScore, type ScoreFacts } from '../contract.ts'
import { bought, happened, happenedOn, stands } from '../terms.ts'

const MONTH_DAYS = 30

/** Full months since the first we know of the person. */
function monthsKnown({ contact, dayOf }: ScoreFacts, today: string): number {
  const known = [
    contact.createdAt,
    ...contact.followings.flatMap(({ followedAt }) => followedAt ?? []),
    ...contact.friendships.map(({ since }) => since),
  ]
  const first = known.map(dayOf).reduce((one, other) => (other < one ? other : one))
  return Math.max(0, Math.floor((Date.parse(today) - Date.parse(first)) / DAY / MONTH_DAYS))
}

export default defineScore({
  name: 'loyalty',
  label: '忠诚度',
  hint: '是不是一直都在：认识多久、还在不在、回来得勤不勤、买了又买没有。',
  terms: [
    stands({
      id: 'known',
      label: '认识的时间',
      per: '每月',
      changedBy: ['contact.followed', 'friend.added', 'crm.imported'],
      amount: monthsKnown,
      usual: { weight: 1, halfLife: null, most: 20 },
    }),
    stands({
      id: 'following',
      label: '正在关注公众号',
      per: '得',
      changedBy: ['contact.followed', 'contact.unfollowed'],
      amount: ({ contact }) => (contact.followings.some(({ following }) => following) ? 1 : 0),
      usual: { weight: 10, halfLife: null, most: 10 },
    }),
    stands({
      id: 'friend',
      label: '是企业微信好友',
      per: '得',
      changedBy: ['friend.added', 'friend.removed'],
      amount: ({ contact }) => (contact.friendships.some(({ until }) => until === null) ? 1 : 0),
      usual: { weight: 10, halfLife: null, most: 10 },
    }),
    happenedOn({
      id: 'days',
      label: '来过的日子',
      counters: ['mini.opened', 'page.viewed', 'menu.clicked', 'menu.viewed', 'message.received', 'link.clicked'],
      usual: { weight: 1.5, halfLife: 60, most: 30 },
    }),
    bought({
      id: 'again',
      label: '复购',
      per: '每次',
      // The first purchase makes a customer; loyalty begins with the second.
      take: (purchases) =>
        purchases
          .filter(({ amount }) => amount > 0)
          .slice(1)
          .map(({ day }) => ({ day, amount: 1 })),
      usual: { weight: 8, halfLife: 365, most: 30 },
    }),
    happened({
      id: 'left',
      label: '取消关注或删除好友',
      counters: ['contact.unfollowed', 'friend.removed', counterOf('order.refunded')],
      usual: { weight: -6, halfLife: 120, most: 20 },
    }),
  ],
})
