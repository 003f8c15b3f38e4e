/**
 * Puts a counting address in place of every web address a customer can tap: fields named `url`, and links inside a text
 * (`<a href="https://…">`). Everything else stays as the manager wrote it.
 */
export function trackLinks(content: unknown, tracked: (url: string) => string): unknown {
  if (typeof content === 'string') {
    return content.replace(
      /(<a\b[^>]*\bhref=)(["'])(https?:\/\/[^"']+)\2/g,
      (_, before: string, quote: string, url: string) => `${before}${quote}${tracked(url)}${quote}`,
    )
  }
  if (Array.isArray(content)) return content.map((part) => trackLinks(part, tracked))
  if (typeof content !== 'object' || content === null || content instanceof Date) return content
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [
      name,
      name === 'url' && typeof value === 'string' && /^https?:\/\//.test(value)
        ? tracked(value)
        : trackLinks(value, tracked),
    ]),
  )
}
