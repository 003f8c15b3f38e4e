const labels: ReadonlyMap<string, string> = new Map([
  ['level', '会员等级'],
  ['crmSource', 'CRM 来源'],
  ['vipExpiresAt', 'VIP 到期日'],
  ['company', '公司'],
  ['city', '城市'],
  ['province', '省份'],
  ['gender', '性别'],
  ['stage', '阶段'],
  ['points', '积分'],
  ['birthday', '生日'],
  ['remark', '备注'],
  ['language', '语言'],
  ['email', '邮箱'],
  ['appDevice', 'App 设备'],
  ['interest', '感兴趣的内容'],
])

/** An attribute by the label people know; one that has none goes by its own name. */
export const attributeWords = (name: string): string => labels.get(name) ?? name
