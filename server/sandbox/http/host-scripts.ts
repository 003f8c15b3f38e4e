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
    sessionStorage.setItem('weilu.sandbox.customer', given.customer || '')
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
  // What the page writes to the product shows in the console's log, as in a developer tool.
  function note(method, address, status) {
    var path = new URL(address, location.href).pathname
    if (String(method).toUpperCase() === 'GET' || path.indexOf('/api/') !== 0) return
    plainFetch('/sandbox/api/webview/note', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: given.person, method: String(method).toUpperCase(), path: path, status: status })
    }).catch(function (problem) { console.warn('not in the log', path, problem) })
  }
  var plainFetch = window.fetch.bind(window)
  window.fetch = function (input, init) {
    // What fails is the page's own to hear: it holds the same promise.
    var answer = plainFetch(input, init)
    var method = (init && init.method) || (input && input.method) || 'GET'
    answer.then(function (response) { note(method, typeof input === 'string' ? input : input.url || String(input), response.status) }, function () {})
    return answer
  }
  var open = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function (method, address) {
    this.addEventListener('loadend', function () { if (this.status) note(method, address, this.status) })
    return open.apply(this, arguments)
  }
  // The app's own consent sheet, drawn over the page.
  function ask(title, detail) {
    return new Promise(function (resolve) {
      var cover = document.createElement('div')
      cover.setAttribute('role', 'dialog')
      cover.style.cssText = 'position:fixed;inset:0;z-index:99999;background:rgba(31,35,41,.45);display:flex;align-items:flex-end;font:14px/22px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1F2329'
      var sheet = document.createElement('div')
      sheet.style.cssText = 'background:#fff;width:100%;border-radius:12px 12px 0 0;padding:24px 20px 28px'
      var heading = document.createElement('div')
      heading.style.cssText = 'font-size:16px;line-height:24px;font-weight:600'
      heading.textContent = title
      var line = document.createElement('div')
      line.style.cssText = 'color:#646A73;margin:4px 0 20px'
      line.textContent = detail
      var row = document.createElement('div')
      row.style.cssText = 'display:flex;gap:12px'
      function button(text, answer, main) {
        var made = document.createElement('button')
        made.textContent = text
        made.style.cssText = 'flex:1;height:44px;margin:0;padding:0;line-height:44px;border:0;border-radius:8px;font:inherit;font-weight:600;' + (main ? 'background:#067A44;color:#fff' : 'background:#F5F6F8;color:#1F2329')
        made.onclick = function () { cover.remove(); resolve(answer) }
        row.appendChild(made)
      }
      button('拒绝', false, false)
      button('允许', true, true)
      sheet.appendChild(heading)
      sheet.appendChild(line)
      sheet.appendChild(row)
      cover.appendChild(sheet)
      document.body.appendChild(cover)
    })
  }
  window.weiluMiniHost = {
    appId: given.appId,
    scene: given.scene || null,
    login: function () { return post(base + 'login') },
    getPhoneNumber: function () {
      return ask('申请获取并验证你的手机号', '用于登记和找回你的会员权益').then(function (yes) {
        if (!yes) throw new Error('getPhoneNumber:fail user deny')
        return post(base + 'phone')
      })
    },
    requestSubscribeMessage: function (ids) {
      return ask('允许发送一次性订阅消息', '每允许一次，可以收到一条').then(function (yes) {
        return post(base + 'subscribe', { templateIds: ids, answer: yes ? 'accept' : 'reject' })
      }).then(function (result) { return result.answers })
    }
  }
})()
`
}

/** On the OAuth page: the tab remembers whose phone it is; a page opened elsewhere stays where it is and says so. */
export const whoScript = `(function () {
  try {
    var staff = sessionStorage.getItem('weilu.sandbox.staff')
    if (!staff || location.search.indexOf('sandbox_staff=') >= 0) return
    var customer = sessionStorage.getItem('weilu.sandbox.customer') || ''
    location.replace(location.pathname + location.search + '&sandbox_staff=' + encodeURIComponent(staff) + '&sandbox_customer=' + encodeURIComponent(customer))
  } catch (problem) { console.warn(problem) }
})()
`
