/**
 * What runs first inside a webview. Plain old JavaScript as text: it must run before the page's own modules and without
 * a build. Values come in as one JSON literal.
 */
export const WECOM_AGENT =
  'Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 wxwork/4.1.28 MicroMessenger/7.0.1 NetType/WIFI Language/zh'

const literal = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')

const REAL_ADDRESS = `
  try { history.replaceState(null, '', given.url) } catch (problem) { console.warn(problem) }
  Object.defineProperty(navigator, 'userAgent', { get: function () { return given.agent } })`

const POST = `
  function post(path, body) {
    return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body || {}) })
      .then(function (response) {
        return response.json().then(function (answer) {
          if (!response.ok) throw new Error(answer && answer.error ? answer.error.message : 'HTTP ' + response.status)
          return answer
        })
      })
  }`

/** Facts C6.2: a WeCom user agent and a WeixinJSBridge are all a page needs to believe it is in WeCom. */
export function wecomHostScript(of: { staff: string; customer: string; url: string }): string {
  const given = { ...of, customer: of.customer === '' ? null : of.customer, agent: WECOM_AGENT }
  return `(function () {
  var given = ${literal(given)}
${REAL_ADDRESS}
${POST}
  // Another member at the same desk must not find the first one's session.
  try {
    if (sessionStorage.getItem('weilu.sandbox.staff') !== given.staff) sessionStorage.removeItem('weilu.sidebar')
    sessionStorage.setItem('weilu.sandbox.staff', given.staff)
  } catch (problem) { console.warn(problem) }
  window.WeixinJSBridge = {
    invoke: function (name, params, callback) {
      post('/sandbox/api/bridge/call', {
        name: name, params: params || {}, url: location.href, staff: given.staff, customer: given.customer
      }).then(
        function (answer) { if (callback) callback(answer) },
        function (problem) { if (callback) callback({ err_msg: name + ':fail ' + problem.message }) }
      )
    },
    on: function () {}
  }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
})()
`
}

/** The mini-program's H5 build asks its host for what only the app can give. */
export function miniHostScript(of: {
  person: string
  url: string
  scene: string
  appId: string
  agent: string
}): string {
  return `(function () {
  var given = ${literal(of)}
${REAL_ADDRESS}
${POST}
  var base = '/sandbox/api/people/' + encodeURIComponent(given.person) + '/mini/'
  try {
    if (sessionStorage.getItem('weilu.sandbox.person') !== given.person) {
      sessionStorage.clear()
      Object.keys(localStorage).forEach(function (key) { if (key.indexOf('weilu.mini') === 0) localStorage.removeItem(key) })
    }
    sessionStorage.setItem('weilu.sandbox.person', given.person)
  } catch (problem) { console.warn(problem) }
  function ask(title) { return window.confirm(title) }
  window.weiluMiniHost = {
    appId: given.appId,
    scene: given.scene,
    login: function () { return post(base + 'login') },
    getPhoneNumber: function () {
      return ask('云杉会员 申请获取并验证你的手机号,允许吗?')
        ? post(base + 'phone')
        : Promise.reject(new Error('getPhoneNumber:fail user deny'))
    },
    requestSubscribeMessage: function (ids) {
      var answer = ask('云杉会员 申请发送一次性订阅消息,允许吗?') ? 'accept' : 'reject'
      return post(base + 'subscribe', { templateIds: ids, answer: answer }).then(function (result) { return result.answers })
    }
  }
})()
`
}
