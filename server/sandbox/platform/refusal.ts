/** A business error: HTTP 200 with an errcode (facts 0.2). Anything else thrown in a call is a bug of the simulator. */
export class PlatformRefusal extends Error {
  readonly errcode: number
  constructor(errcode: number, errmsg?: string) {
    super(errmsg ?? ERROR_TEXTS[errcode] ?? 'unknown error')
    this.errcode = errcode
  }
}

/** Texts as the platforms write them, without the tail. Facts A1.3, A4.4, A6.2, B1, B4, C1.3. */
const ERROR_TEXTS: Record<number, string> = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40032: 'invalid openid list size',
  40033: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
  40035: 'invalid parameter',
  40037: 'invalid template_id',
  40054: 'invalid sub button url domain',
  40056: 'invalid agentid',
  40058: 'invalid parameter',
  40068: 'invalid tagid',
  40096: 'invalid external userid',
  40125: 'invalid appsecret',
  40163: 'code been used',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  41030: 'invalid page',
  41050: 'welcome code expired or invalid',
  41051: 'user has started chatting',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  43004: 'require subscribe',
  43101: 'user refuse to accept the msg',
  44002: 'empty post data',
  45002: 'content size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45033: 'api concurrent out of limit',
  45047: 'out of response count limit',
  45072: 'invalid command',
  45080: 'client has not interacted with the account in the last 30 seconds',
  45081: 'already typing',
  45157: 'tag name has existed',
  45158: 'invalid tag name length',
  45159: 'invalid tagid',
  46003: 'menu no exist',
  46004: 'user no exist',
  47001: 'data format error',
  48001: 'api unauthorized',
  48002: 'api forbidden',
  60011: 'no privilege to access/modify contact/party/agent',
  60111: 'userid not found',
  60123: 'invalid party id',
  81013: 'user & party & tag all invalid',
  82001: 'all recipients invalid',
  84061: 'not external contact',
  91040: 'invalid ticket type',
  301002: 'no privilege to operate this agent',
}

export const refuse = (errcode: number, errmsg?: string): never => {
  throw new PlatformRefusal(errcode, errmsg)
}

const hex = (value: number) => Math.floor(value).toString(16).padStart(8, '0').slice(-8)

/** Facts 0.2: OA and mini end in ` rid: …`; the plain text of a sample is `invalid appsecret rid: 65a1…`. */
export const wechatErrorText = (errmsg: string, seconds: number, dice: () => number): string =>
  `${errmsg} rid: ${hex(seconds)}-${hex(dice() * 0xffffffff)}-${hex(dice() * 0xffffffff)}`

/** Facts 0.2: WeCom adds a hint, the caller's address and where to look the code up. */
export const wecomErrorText = (errmsg: string, errcode: number, seconds: number, dice: () => number): string => {
  const hint = `${seconds}${String(Math.floor(dice() * 1e14)).padStart(14, '0')}`
  return `${errmsg}, hint: [${hint}], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
}
