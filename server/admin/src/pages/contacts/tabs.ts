export const tabs = [
  { to: '/contacts', label: '客户' },
  { to: '/contacts/imports', label: 'CRM 导入' },
  { to: '/contacts/conflicts', label: '合并冲突' },
]
