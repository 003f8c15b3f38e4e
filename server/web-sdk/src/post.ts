/**
 * Bodies go as plain text, so that a browser asks no leave first; the answer is 0 when nobody answered.
 */
export async function post(url: string, body: unknown): Promise<{ status: number; said: unknown }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'text/plain' },
      credentials: 'omit',
      keepalive: true,
    })
    const text = await answer.text()
    return { status: answer.status, said: text === '' ? null : JSON.parse(text) }
  } catch {
    return { status: 0, said: null }
  }
}

/** Nobody waits for an answer any more. */
export const leave = (url: string, body: unknown): boolean =>
  'sendBeacon' in navigator && navigator.sendBeacon(url, JSON.stringify(body))
