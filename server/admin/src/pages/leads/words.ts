const leadStatuses: Record<string, string> = {
  new: '待认领',
  claimed: '已认领',
  following: '跟进中',
  won: '已成交',
  lost: '已流失',
}
export const leadStatusWords = (status: string): string => leadStatuses[status] ?? status

const alertKinds: Record<string, string> = { 'new-lead': '新线索', opportunity: '商机', churn: '流失', order: '订单' }
export const alertKindWords = (kind: string): string => alertKinds[kind] ?? kind

export const tabs = [
  { to: '/leads', label: '线索' },
  { to: '/leads/alerts', label: '提醒' },
  { to: '/leads/staff', label: '员工' },
]
