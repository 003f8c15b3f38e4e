/** Replies of the server, as they come over the wire. */
const at = '2026-11-22T02:00:00.000Z'

export const aHome = (more: Record<string, unknown> = {}) => ({
  name: '王晓雨',
  level: 'VIP 年费会员',
  vipExpiresAt: '2026-12-05',
  phoneMasked: null,
  advisor: { name: '张敏', position: '销售一部' },
  subscriptions: [{ template: 'TPL1', title: '活动提醒', left: 0 }],
  staff: null,
  ...more,
})

export const aForm = () => ({
  name: 'register',
  title: '领取 14 天试用',
  intro: '留下联系方式。',
  submitLabel: '提交登记',
  fields: [
    { name: 'name', label: '姓名', kind: 'text', required: true, options: [] },
    { name: 'phone', label: '手机号', kind: 'phone', required: true, options: [] },
    { name: 'shops', label: '门店数量', kind: 'choice', required: false, options: ['1 家', '2–10 家'] },
  ],
})

export const aStaffSession = () => ({
  token: 'staff-1',
  staff: { id: 'zhang', name: '张敏', departments: ['销售一部'], leader: false, active: true },
  expiresAt: '2099-01-01T00:00:00.000Z',
})

const alert = (more: Record<string, unknown>) => ({
  id: 'al_1',
  kind: 'new-lead',
  contact: 'ct_1',
  contactName: '王晓雨',
  lead: 'ld_1',
  staff: 'zhang',
  title: '标题：王晓雨提交了试用登记',
  advice: '24 小时内联系',
  status: 'open',
  createdAt: at,
  ...more,
})
export const alerts = () => [
  alert({ id: 'al_2', kind: 'churn', title: '标题：陈建国取消了关注', lead: null, contact: 'ct_2' }),
  alert({}),
]

export const aLead = (owner: string | null = null) => ({
  id: 'ld_1',
  contact: 'ct_1',
  contactName: '王晓雨',
  phoneMasked: '138****1234',
  tags: ['春季展会'],
  source: '登记表单',
  status: owner === null ? 'new' : 'claimed',
  owner,
  ownerName: owner === null ? null : '张敏',
  offeredTo: ['zhang'],
  createdAt: at,
  claimedAt: owner === null ? null : at,
  nextFollowUpAt: null,
})

export const aCustomer = (owner: string | null = null) => ({
  contact: {
    id: 'ct_1',
    name: '王晓雨',
    phoneMasked: '138****1234',
    level: null,
    vipExpiresAt: null,
    stage: null,
    owner,
    ownerName: owner === null ? null : '张敏',
    tags: ['春季展会'],
    identities: [],
    firstSource: null,
  },
  lead: aLead(owner),
  advice:
    owner === null
      ? { sentence: '还没有人跟进。', action: 'claim', label: '认领这条线索' }
      : { sentence: '先打个电话。', action: 'call', label: '记录电话结果' },
  reach: [{ channel: 'oa-template', label: '公众号模板消息', ok: true, why: null }],
  walks: [],
  timeline: [
    {
      event: { id: 'ev1', at, account: null, name: 'form.submitted', form: 'register', fields: {} },
      kind: 'behaviour',
      title: '提交了表单',
      why: null,
    },
  ],
  notes: [],
  mayClaim: owner === null,
})
