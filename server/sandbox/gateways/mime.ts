/** As much of a mail program as shows one: headers, the HTML and the text part. */
export type ReadMail = {
  subject: string
  html: string | null
  text: string
  messageId: string
  unsubscribe: string | null
}

function split(raw: string): { headers: Map<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const head = end < 0 ? raw : raw.slice(0, end)
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  return { headers, body: end < 0 ? '' : raw.slice(end + 4) }
}

const decodeWord = (_: string, how: string, data: string): string =>
  how.toLowerCase() === 'b'
    ? Buffer.from(data, 'base64').toString('utf8')
    : quotedPrintable(data.replaceAll('_', ' ')).toString('utf8')
const decodeWords = (text: string) =>
  text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, decodeWord)

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return quotedPrintable(body).toString('utf8')
  return body
}

export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw)
  const type = headers.get('content-type') ?? ''
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  const parts =
    boundary === undefined
      ? [raw]
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => part.replace(/^\r\n/, ''))
  const read = parts.map((part) => {
    const piece = split(part)
    const encoding = (piece.headers.get('content-transfer-encoding') ?? '').toLowerCase()
    return { type: piece.headers.get('content-type') ?? '', text: decodeBody(piece.body, encoding).trim() }
  })
  return {
    subject: decodeWords(headers.get('subject') ?? ''),
    html: read.find((part) => part.type.startsWith('text/html'))?.text ?? null,
    text: read.find((part) => part.type.startsWith('text/plain'))?.text ?? '',
    messageId: headers.get('message-id') ?? '',
    unsubscribe: /<([^>]+)>/.exec(headers.get('list-unsubscribe') ?? '')?.[1] ?? null,
  }
}
