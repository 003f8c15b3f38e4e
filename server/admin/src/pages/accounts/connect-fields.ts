import { type AccountSummary, NewAccount } from '../../../../../shared/api/accounts.ts'
import { modeWords } from './words.ts'

export type Kind = NewAccount['kind']
export type FieldName = 'name' | 'appId' | 'originalId' | 'corpId' | 'agentId' | 'appSecret'
export type Field = { name: FieldName; label: string; hint: string; secret?: boolean; optional?: boolean }

const secret: Field = {
  name: 'appSecret',
  label: 'AppSecret',
  hint: '只写入、不回显，加密保存在你自己的服务器上。',
  secret: true,
}

/** What each kind of account asks for, in the order in which the platform's own console shows it. */
export const fieldsOf: Record<Kind, readonly Field[]> = {
  oa: [
    { name: 'name', label: '名称', hint: '给同事看的名字，例如“云杉数据服务号”。' },
    { name: 'appId', label: 'AppID', hint: '公众平台 → 设置与开发 → 基本配置，以 wx 开头。' },
    secret,
    { name: 'originalId', label: '原始 ID', hint: '公众平台 → 公众号设置 → 账号详情，以 gh_ 开头。' },
  ],
  mini: [
    { name: 'name', label: '名称', hint: '给同事看的名字，例如“云杉会员小程序”。' },
    { name: 'appId', label: 'AppID', hint: '小程序后台 → 开发管理 → 开发设置，以 wx 开头。' },
    secret,
    { name: 'originalId', label: '原始 ID', hint: '小程序后台 → 设置 → 基本设置，以 gh_ 开头。', optional: true },
  ],
  wecom: [
    { name: 'name', label: '名称', hint: '给同事看的名字，例如“云杉数据企业微信”。' },
    { name: 'corpId', label: '企业 ID', hint: '企业微信管理后台 → 我的企业 → 企业信息，以 ww 开头。' },
    { name: 'agentId', label: '应用 AgentId', hint: '应用管理 → 自建应用详情里的数字。' },
    { ...secret, label: '应用 Secret', hint: '同一个自建应用的 Secret。只写入、不回显，加密保存。' },
  ],
}

/** Where the callback address goes, step by step; the way of encryption that was chosen here is chosen there as well. */
export function stepsOf({ kind, mode }: Pick<AccountSummary, 'kind' | 'mode'>): readonly string[] {
  const way = modeWords(mode ?? 'safe')
  switch (kind) {
    case 'oa':
      return [
        '打开公众平台 → 设置与开发 → 基本配置 → 服务器配置',
        `填入下面的地址、令牌和密钥，消息加解密方式选“${way}”`,
        '点“提交”，平台会立刻来验证；验证后记得点“启用”',
      ]
    case 'mini':
      return [
        '打开小程序后台 → 开发管理 → 消息推送',
        `填入下面的地址、令牌和密钥，消息加密方式选“${way}”，数据格式选 JSON`,
        '点“提交”，平台会立刻来验证',
      ]
    case 'wecom':
      return [
        '打开企业微信管理后台 → 应用管理 → 自建应用 → 接收消息 → 设置 API 接收',
        '填入下面的地址、令牌和密钥',
        '点“保存”，平台会立刻来验证',
        '在“客户联系 → 可调用接口的应用”中勾选该应用',
        `把本服务器的公网 IP 加入“${ipListOf.wecom}”`,
      ]
  }
}

/** Which list of the platform our own address must stand in. */
export const ipListOf: Record<Kind, string> = {
  oa: '公众平台 → 设置与开发 → 基本配置 → IP 白名单',
  mini: '小程序后台 → 开发管理 → 开发设置 → 服务器 IP 白名单（未开启则不用填）',
  wecom: '应用详情 → 企业可信 IP',
}

export type Draft = Record<FieldName, string> & {
  mode: 'safe' | 'compatible' | 'plain'
  type: 'service' | 'subscription'
  certified: boolean
}
export const emptyDraft: Draft = {
  name: '',
  appId: '',
  originalId: '',
  corpId: '',
  agentId: '',
  appSecret: '',
  mode: 'safe',
  type: 'service',
  certified: true,
}

/** What is known of an account, to be mended; its secret is not among it. */
export const draftOf = (account: AccountSummary): Draft => ({
  ...emptyDraft,
  name: account.name,
  appId: account.kind === 'wecom' ? '' : account.appId,
  corpId: account.kind === 'wecom' ? account.appId : '',
  agentId: account.agentId ?? '',
  originalId: account.originalId ?? '',
  mode: account.mode === 'compatible' || account.mode === 'plain' ? account.mode : 'safe',
  type: account.type ?? 'service',
  certified: account.certified,
})

type Read = { ok: true; account: NewAccount } | { ok: false; problems: Partial<Record<string, string>> }

/** The draft as the server wants it, or what is wrong, by field. A secret that is there already need not be given again. */
export function readDraft(kind: Kind, draft: Draft, { secretKept = false } = {}): Read {
  const needed = fieldsOf[kind].filter(({ optional, secret }) => optional !== true && !(secret === true && secretKept))
  const missing = needed.filter((field) => draft[field.name].trim() === '')
  const given = fieldsOf[kind].flatMap(({ name }) => {
    const value = draft[name].trim()
    return value === '' ? [] : [[name, value]]
  })
  const parsed = NewAccount.safeParse({
    kind,
    ...(secretKept && { appSecret: '(kept)' }),
    ...Object.fromEntries(given),
    ...(kind !== 'wecom' && { mode: draft.mode }),
    ...(kind === 'oa' && { type: draft.type, certified: draft.certified }),
  })
  if (parsed.success) return { ok: true, account: parsed.data }
  const wrong = parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message])
  const lacking = missing.map((field) => [
    field.name,
    `请填写${/^[A-Za-z]/.test(field.label) ? ' ' : ''}${field.label}`,
  ])
  return { ok: false, problems: Object.fromEntries([...wrong, ...lacking]) }
}
