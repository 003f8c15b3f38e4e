/** A page opened on the follower's phone: an article of the account, or a page of the product. */
export function InAppBrowser(of: { address: string; close: () => void }) {
  return (
    <div class="in-app" role="dialog" aria-label="网页">
      <div class="toolbar">
        <button type="button" class="tool" onClick={of.close}>
          × 关闭
        </button>
        <span class="tool-title secondary">微信内置浏览器</span>
      </div>
      <iframe key={of.address} class="webview" title="网页" src={of.address} />
    </div>
  )
}
