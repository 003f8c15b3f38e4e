export const tabs = [
  { to: '/contacts', label: '客户' },
  { to: '/contacts/segments', label: '人群' },
  { to: '/contacts/tags', label: '标签' },
  { to: '/contacts/lifecycle', label: '生命周期' },
  { to: '/contacts/scores', label: '评分' },
  { to: '/contacts/imports', label: 'CRM 导入' },
  { to: '/contacts/conflicts', label: '合并冲突' },
]
