import { NewAccount } from '../../../../../shared/api/accounts.ts'

export type Kind = NewAccount['kind']
export type FieldName =
  | 'name'
  | 'appId'
  | 'originalId'
  | 'corpId'
  | 'agentId'
  | 'appSecret'
  | 'token'
  | 'encodingAesKey'
export type Field = {
  name: FieldName
  label: string
  hint: string
  secret?: boolean
  optional?: boolean
  makeable?: boolean
}

const token: Field = {
  name: 'token',
  label: '令牌（Token）',
  hint: '3–32 位字母或数字，要和平台后台填的一样。可以在这里生成，再填到平台。',
  makeable: true,
}
const aesKey: Field = {
  name: 'encodingAesKey',
  label: '消息加解密密钥（EncodingAESKey）',
  hint: '43 位字母或数字，要和平台后台填的一样。',
  makeable: true,
}
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
    token,
    aesKey,
  ],
  mini: [
    { name: 'name', label: '名称', hint: '给同事看的名字，例如“云杉会员小程序”。' },
    { name: 'appId', label: 'AppID', hint: '小程序后台 → 开发管理 → 开发设置，以 wx 开头。' },
    secret,
    { name: 'originalId', label: '原始 ID', hint: '小程序后台 → 设置 → 基本设置，以 gh_ 开头。', optional: true },
    token,
    aesKey,
  ],
  wecom: [
    { name: 'name', label: '名称', hint: '给同事看的名字，例如“云杉数据企业微信”。' },
    { name: 'corpId', label: '企业 ID', hint: '企业微信管理后台 → 我的企业 → 企业信息，以 ww 开头。' },
    { name: 'agentId', label: '应用 AgentId', hint: '应用管理 → 自建应用详情里的数字。' },
    { ...secret, label: '应用 Secret', hint: '同一个自建应用的 Secret；该应用要有“客户联系”权限。' },
    token,
    aesKey,
  ],
}

/** Where the callback address goes, step by step. */
export const stepsOf: Record<Kind, readonly string[]> = {
  oa: [
    '打开公众平台 → 设置与开发 → 基本配置 → 服务器配置',
    '填入下面的回调地址，以及刚才的令牌和密钥，选“安全模式”',
    '点“提交”，平台会立刻来验证',
    '把本服务器的公网 IP 加入“IP 白名单”',
  ],
  mini: [
    '打开小程序后台 → 开发管理 → 消息推送',
    '填入下面的回调地址，以及刚才的令牌和密钥，选“安全模式”、JSON 格式',
    '点“提交”，平台会立刻来验证',
  ],
  wecom: [
    '打开企业微信管理后台 → 应用管理 → 自建应用 → 接收消息 → 设置 API 接收',
    '填入下面的回调地址，以及刚才的令牌和密钥',
    '点“保存”，平台会立刻来验证',
    '在“客户联系 → 可调用应用”中勾选该应用',
  ],
}

export type Draft = Record<FieldName, string> & { mode: 'safe' | 'compatible' | 'plain' }
export const emptyDraft: Draft = {
  name: '',
  appId: '',
  originalId: '',
  corpId: '',
  agentId: '',
  appSecret: '',
  token: '',
  encodingAesKey: '',
  mode: 'safe',
}

/** The draft as the server wants it, or what is wrong, by field. */
export function readDraft(
  kind: Kind,
  draft: Draft,
): { ok: true; account: NewAccount } | { ok: false; problems: Partial<Record<string, string>> } {
  const missing = fieldsOf[kind].filter((field) => field.optional !== true && draft[field.name].trim() === '')
  const given = fieldsOf[kind].flatMap((field) => {
    const value = draft[field.name].trim()
    return value === '' ? [] : [[field.name, value]]
  })
  const parsed = NewAccount.safeParse({
    kind,
    ...Object.fromEntries(given),
    ...(kind === 'wecom' ? {} : { mode: draft.mode }),
  })
  if (parsed.success) return { ok: true, account: parsed.data }
  const wrong = parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message])
  const lacking = missing.map((field) => [field.name, `请填写${field.label}`])
  return { ok: false, problems: Object.fromEntries([...wrong, ...lacking]) }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** A fresh token or key, from the browser's own dice. */
export function makeSecret(field: FieldName): string {
  const bytes = crypto.getRandomValues(new Uint32Array(field === 'encodingAesKey' ? 43 : 24))
  return Array.from(bytes, (value) => letters[value % letters.length] ?? 'a').join('')
}
