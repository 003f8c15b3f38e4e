import type { Account, RefusedRequest } from '../store/accounts.ts'

type Of = Pick<Account, 'kind'>

/** Why a request of the platform was turned away, in the words of the person who set it up. */
export function refusalSentence({ kind }: Of, { what, why }: Pick<RefusedRequest, 'what' | 'why'>): string {
  const receiver = kind === 'wecom' ? '企业 ID' : 'AppID'
  switch (why) {
    case 'signature':
      return '令牌（Token）不一致：平台后台填的令牌和这里的不同。请重新复制令牌，或在这里重新生成后再填一次。'
    case 'outdated-keys':
      return '平台后台填的还是重新生成以前的令牌和密钥。请换成新的，再提交一次。'
    case 'padding':
      return '密钥（EncodingAESKey）不对：用这里的密钥解不开平台发来的内容。请在这里重新生成一对，再填到平台后台。'
    case 'addressee':
      return `接收方不一致：回调属于另一个账号。请检查这里填的${receiver}${kind === 'wecom' ? '' : ' 和原始 ID'}，并确认地址填在了对应账号的后台。`
    case 'plain-mode':
      return '平台用明文模式推送，没有加密，已拒绝。请在平台后台把消息加解密方式改为“安全模式”。'
    case 'stale':
      return '请求的时间和本服务器相差 5 分钟以上。请校准服务器时间。'
    case 'unknown-account':
      return '地址不完整或类型不符：平台请求了另一种账号的路径。请完整复制回调地址，不要改动。'
    case 'oversized':
      return '平台发来的内容超过 1 MB，已拒绝。'
    default:
      return what === 'verification'
        ? '收到一次缺少验证参数的访问，可能是用浏览器打开了回调地址。请在平台后台点“提交”或“保存”。'
        : '平台发来的内容无法解析。请检查地址前面的代理有没有改动请求。'
  }
}

const LOCAL =
  /^(localhost|127\.|0\.0\.0\.0|\[::1?\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)|\.(local|internal|lan)$/

/** Why the platforms can't reach this address; `platformUrl` is where they are: one on this machine reaches everything on it. */
export function addressProblemOf(publicUrl: string, platformUrl: string): string | null {
  const { protocol, port, hostname } = new URL(publicUrl)
  if (LOCAL.test(new URL(platformUrl).hostname)) return null
  if (LOCAL.test(hostname) || !hostname.includes('.')) {
    return `平台访问不到 ${hostname}：这是只有本机或内网能打开的地址。请把 PUBLIC_URL 设为公网域名。`
  }
  if (protocol !== 'https:') return '回调地址应以 https:// 开头。请为域名配置证书，并修改 PUBLIC_URL。'
  if (port !== '') return `平台只访问 80 和 443 端口，现在的地址是 ${port} 端口。请修改 PUBLIC_URL 和反向代理。`
  return null
}
