const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '')

/** A page of one sentence without scripts: one that asks again by itself, or one with a button that posts to its own address. */
export function plainPage(given: {
  title: string
  sentence: string
  refreshSeconds?: number
  button?: string | null
}): string {
  const title = escapeHtml(given.title)
  const { refreshSeconds, button = null } = given
  const refresh = refreshSeconds === undefined ? '' : `\n<meta http-equiv="refresh" content="${refreshSeconds}">`
  const form = button === null ? '' : `<form method="post"><button>${escapeHtml(button)}</button></form>`
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<title>${title} · 微路</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f5f6f8; color: #1f2329;
  font: 14px/22px -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { margin: 16px; max-width: 420px; padding: 32px; background: #fff; border: 1px solid #e5e6eb; border-radius: 12px; }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 28px; }
p { margin: 0; color: #646a73; }
button { margin-top: 24px; width: 100%; min-height: 44px; border: 0; border-radius: 8px; background: #07864b; color: #fff;
  font: inherit; font-size: 16px; cursor: pointer; }
</style>
</head>
<body><main><h1>${title}</h1><p>${escapeHtml(given.sentence)}</p>${form}</main></body>
</html>
`
}
