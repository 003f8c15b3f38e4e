const PAGE = 'https://login.work.weixin.qq.com/wwlogin/sso/login'

/**
 * Where a member logs in outside WeCom: a page with a QR code. It comes back to `redirectUri`, whose domain must be a
 * trusted one, with a code for auth/getuserinfo, as the page inside WeCom does (facts C3.2).
 */
export function desktopLoginAddress(asked: { corpId: string; agentId: number; redirectUri: string; state: string }) {
  const query = new URLSearchParams({
    login_type: 'CorpApp',
    appid: asked.corpId,
    agentid: String(asked.agentId),
    redirect_uri: asked.redirectUri,
    state: asked.state,
  })
  return `${PAGE}?${query}`
}
