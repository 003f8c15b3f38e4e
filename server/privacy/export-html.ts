/** The same data to be read: one section per kind, every value under its name. Nothing of it is ever markup. */
export type Section = { name: string; label: string; rows: AsyncIterable<unknown> }

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const words: Readonly<Record<string, string>> = {
  _id: '编号',
  name: '名称',
  at: '时间',
  createdAt: '创建时间',
  updatedAt: '更新时间',
  data: '内容',
  key: '身份',
  source: '来源',
  strength: '可信度',
  identities: '身份',
  attributes: '属性',
  provenance: '各项来源',
  tags: '标签',
  phone: '手机号',
  email: '邮箱',
  idNumber: '身份证号',
  value: '完整内容',
  phoneMasked: '手机号（部分隐藏）',
  consent: '营销授权',
  owner: '归属员工',
  scores: '评分',
  firstSource: '首次来源',
  lastSource: '最近来源',
  followings: '关注的公众号',
  friendships: '企业微信好友',
  grants: '订阅消息剩余次数',
  lastSeenAt: '最近活跃',
  channel: '渠道',
  content: '内容',
  why: '原因',
  fate: '结果',
  journey: '旅程',
  body: '原文',
  status: '状态',
  type: '类型',
  fields: '字段',
  day: '日期',
  count: '次数',
  event: '事件',
  contact: '客户编号',
  title: '标题',
  advice: '建议',
  trail: '经过',
  state: '状态',
  enteredAt: '进入时间',
  leftAt: '离开时间',
  segment: '人群',
  receivedAt: '收到时间',
  facts: '告知的信息',
  url: '网址',
  platform: '平台',
  kind: '种类',
  detail: '说明',
  reason: '原因',
  by: '经手人',
  askedAt: '时间',
}

export async function* exportHtml(head: { title: string; lines: readonly string[] }, sections: readonly Section[]) {
  yield `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(head.title)}</title><style>${style}</style><h1>${escapeHtml(head.title)}</h1>
${head.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}\n`
  for (const { label, rows } of sections) {
    let count = 0
    for await (const row of rows) {
      if (count === 0) yield `<section><h2>${escapeHtml(label)}</h2>\n`
      count += 1
      yield `<article>${shown(row)}</article>\n`
    }
    if (count > 0) yield `<p class="count">共 ${count} 条</p></section>\n`
  }
  yield '</html>\n'
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '<span class="none">无</span>'
  if (value instanceof Date) return escapeHtml(value.toISOString())
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) {
    if (value.length === 0) return '<span class="none">无</span>'
    if (value.every((one) => typeof one !== 'object')) return value.map((one) => escapeHtml(String(one))).join('、')
    return `<ol>${value.map((one) => `<li>${shown(one)}</li>`).join('')}</ol>`
  }
  if (typeof value !== 'object') return escapeHtml(String(value))
  const entries = Object.entries(value)
  if (entries.length === 0) return '<span class="none">无</span>'
  return `<dl>${entries.map(([key, inner]) => `<dt>${escapeHtml(words[key] ?? key)}</dt><dd>${shown(inner)}</dd>`).join('')}</dl>`
}

const style = `body{font:14px/22px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2329;
max-width:960px;margin:24px auto;padding:0 16px}h1{font-size:20px}h2{font-size:16px;margin:24px 0 8px}
article{border-top:1px solid #e5e6eb;padding:8px 0;overflow-wrap:anywhere}dl{display:grid;
grid-template-columns:minmax(96px,160px) 1fr;gap:2px 12px;margin:0}dt{color:#646a73}dd{margin:0}ol{margin:0;padding-left:20px}
.none,.count{color:#646a73}@media print{article{break-inside:avoid}}`
