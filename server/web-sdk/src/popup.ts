export type Waiting = { id: string; title: string; text: string; button: string; image?: string; url?: string }

const css = `:host{all:initial}.b{position:fixed;inset:0;z-index:2147483000;display:flex;align-items:center;justify-content:center;padding:24px;background:rgba(31,35,41,.5);font:15px/24px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}.c{box-sizing:border-box;width:100%;max-width:340px;padding:24px;border-radius:12px;background:#fff;color:#1f2329;text-align:center}img{width:100%;border-radius:8px;margin-bottom:16px}h2{margin:0 0 8px;font-size:18px;line-height:26px}p{margin:0 0 20px;color:#646a73}button{display:block;width:100%;min-height:44px;border:0;border-radius:8px;font:inherit;cursor:pointer;background:none;color:#646a73}.g{margin-bottom:4px;background:#07864b;color:#fff}button:focus-visible{outline:2px solid #1664ff;outline-offset:2px}`

const isWeb = (address: string | undefined): address is string => address !== undefined && /^https?:\/\//i.test(address)

/** One card over the page: everything in it is text, it takes the focus and gives it back, Escape closes it. */
export function showPopup(popup: Waiting, end: (what: 'clicked' | 'closed') => void): void {
  const before = document.activeElement
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const add = <K extends keyof HTMLElementTagNameMap>(parent: Node, tag: K, text = '', name = '') => {
    const made = document.createElement(tag)
    made.textContent = text
    if (name !== '') made.className = name
    parent.appendChild(made)
    return made
  }
  add(root, 'style', css)
  const back = add(root, 'div', '', 'b')
  const card = add(back, 'div', '', 'c')
  card.setAttribute('role', 'dialog')
  card.setAttribute('aria-modal', 'true')
  card.setAttribute('aria-label', popup.title)
  if (isWeb(popup.image)) {
    const image = add(card, 'img')
    image.alt = ''
    image.src = popup.image
  }
  add(card, 'h2', popup.title)
  add(card, 'p', popup.text)
  const close = (what: 'clicked' | 'closed') => {
    host.remove()
    if (before instanceof HTMLElement) before.focus()
    end(what)
  }
  const go = add(card, 'button', popup.button, 'g')
  go.onclick = () => {
    close(isWeb(popup.url) ? 'clicked' : 'closed')
    if (isWeb(popup.url)) location.assign(popup.url)
  }
  const no = add(card, 'button', '关闭')
  no.onclick = () => close('closed')
  card.onkeydown = (event) => {
    if (event.key === 'Escape') close('closed')
    if (event.key !== 'Tab') return
    // The focus stays in the card: there are two places for it.
    event.preventDefault()
    ;(root.activeElement === go ? no : go).focus()
  }
  document.body.appendChild(host)
  go.focus()
}
