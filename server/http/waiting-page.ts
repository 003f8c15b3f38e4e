const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '')

/** A plain page for what is not there yet; without scripts, it asks again by itself. */
export function waitingPage(given: { title: string; sentence: string; refreshSeconds: number }): string {
  const title = escapeHtml(given.title)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${given.refreshSeconds}">
<title>${title} · 微路</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f5f6f8; color: #1f2329;
  font: 14px/22px -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { margin: 16px; max-width: 420px; padding: 32px; background: #fff; border: 1px solid #e5e6eb; border-radius: 12px; }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 28px; }
p { margin: 0; color: #646a73; }
</style>
</head>
<body><main><h1>${title}</h1><p>${escapeHtml(given.sentence)}</p></main></body>
</html>
`
}
