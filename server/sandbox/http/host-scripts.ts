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
  // The app's own sheets, drawn over the page.
  function make(tag, style, text) {
    var made = document.createElement(tag)
    made.style.cssText = style
    if (text) made.textContent = text
    return made
  }
  function sheet(title, detail, rows, buttons) {
    return new Promise(function (resolve) {
      var cover = make('div', 'position:fixed;inset:0;z-index:99999;background:rgba(31,35,41,.45);display:flex;align-items:flex-end;font:14px/22px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1F2329')
      cover.setAttribute('role', 'dialog')
      cover.setAttribute('aria-modal', 'true')
      cover.setAttribute('aria-label', title)
      var box = make('div', 'background:#fff;width:100%;max-height:80%;overflow-y:auto;border-radius:12px 12px 0 0;padding:24px 20px 28px')
      box.appendChild(make('div', 'font-size:16px;line-height:24px;font-weight:600', title))
      box.appendChild(make('div', 'color:#646A73;margin:4px 0 12px', detail))
      rows.forEach(function (row) { box.appendChild(row) })
      var foot = make('div', 'display:flex;gap:12px;margin-top:16px')
      buttons.forEach(function (one, index) {
        var button = make('button', 'flex:1;height:44px;margin:0;padding:0;line-height:44px;border:0;border-radius:8px;font:inherit;font-weight:600;' + (index > 0 ? 'background:#067A44;color:#fff' : 'background:#F5F6F8;color:#1F2329'), one.text)
        button.onclick = function () { cover.remove(); resolve(one.answer) }
        foot.appendChild(button)
      })
      box.appendChild(foot)
      cover.appendChild(box)
      document.body.appendChild(cover)
      foot.lastChild.focus()
    })
  }
  function choice(text, checked) {
    var label = make('label', 'display:flex;align-items:center;gap:12px;min-height:44px;border-bottom:1px solid #E5E6EB')
    var box = make('input', 'width:18px;height:18px;accent-color:#067A44')
    box.type = 'checkbox'
    box.checked = checked
    label.appendChild(box)
    label.appendChild(make('span', 'flex:1', text))
    return { row: label, box: box }
  }
  var DENY_ALLOW = [{ text: '拒绝', answer: false }, { text: '允许', answer: true }]
  // Each template may be taken or left; what was answered for good is not asked again, but counts.
  function askTemplates(ids, asked) {
    var open = asked.filter(function (one) { return !one.kept })
    if (open.length === 0) return post(base + 'subscribe', { templateIds: ids, answer: 'reject' })
    var choices = open.map(function (one) { return choice(one.title, true) })
    var always = choice('总是保持以上选择，不再询问', false)
    always.row.style.borderBottom = '0'
    always.row.style.color = '#646A73'
    var rows = choices.concat([always]).map(function (one) { return one.row })
    return sheet('申请发送一次性订阅消息', '每允许一次，可以收到一条', rows, DENY_ALLOW).then(function (yes) {
      var answer = {}
      open.forEach(function (one, index) { answer[one.id] = yes && choices[index].box.checked ? 'accept' : 'reject' })
      return post(base + 'subscribe', { templateIds: ids, answer: answer, always: always.box.checked })
    })
  }
  window.weiluMiniHost = {
    appId: given.appId,
    scene: given.scene || null,
    login: function () { return post(base + 'login') },
    getPhoneNumber: function () {
      return sheet('申请获取并验证你的手机号', '用于登记和找回你的会员权益', [], DENY_ALLOW).then(function (yes) {
        if (!yes) throw new Error('getPhoneNumber:fail user deny')
        return post(base + 'phone')
      })
    },
    requestSubscribeMessage: function (ids) {
      return post(base + 'subscribe-ask', { templateIds: ids })
        .then(function (answer) { return askTemplates(ids, answer.asked) })
        .then(function (result) { return result.answers })
    },
    // What was answered for good, and where that can be changed.
    subscriptionsKept: function (ids) {
      return post(base + 'subscribe-ask', { templateIds: ids }).then(function (answer) {
        var kept = {}
        answer.asked.forEach(function (one) { if (one.kept) kept[one.id] = one.kept })
        return kept
      })
    },
    openSettings: function (ids) {
      return post(base + 'subscribe-ask', { templateIds: ids }).then(function (answer) {
        var choices = answer.asked.map(function (one) { return choice(one.title, one.kept !== 'reject') })
        var rows = choices.map(function (one) { return one.row })
        return sheet('消息接收设置', '关掉的消息不会再询问你', rows, [{ text: '取消', answer: false }, { text: '完成', answer: true }]).then(function (yes) {
          var changed = yes ? answer.asked.filter(function (one, index) { return choices[index].box.checked !== (one.kept !== 'reject') }) : []
          return Promise.all(changed.map(function (one) {
            return post(base + 'subscribe-settings', { templateId: one.id, answer: one.kept === 'reject' ? 'accept' : 'reject' })
          }))
        })
      })
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
