import type { ComponentChildren } from 'preact'
import type { MessageView } from './api.ts'

/** How one message looks; who sent it decides the side, taps are handed up. */
type Taps = {
  openLink: (url?: string) => void
  choose: (option: string) => void
  press: (key: string) => void
}

const LINK = /(https?:\/\/[^\s"'<>]+|<a\s[^>]*>.*?<\/a>|<div class="(?:gray|normal|highlight)">.*?<\/div>)/g

/** `<a href>` is allowed in texts (facts A2.6); nothing else of HTML is. */
function withLinks(text: string, open: (url?: string) => void): ComponentChildren[] {
  return text.split(LINK).map((part, index) => {
    const key = `${index}`
    const anchor = /^<a\s[^>]*href=["']([^"']*)["'][^>]*>(.*?)<\/a>$/.exec(part)
    const url = anchor?.[1] ?? (part.startsWith('http') ? part : null)
    if (url !== null && url !== undefined) {
      return (
        <button key={key} type="button" class="link" onClick={() => open(url)}>
          {anchor?.[2] ?? part}
        </button>
      )
    }
    const line = /^<div class="(\w+)">(.*?)<\/div>$/.exec(part)
    if (line !== null) {
      return (
        <span key={key} class={`line ${line[1]}`}>
          {line[2]}
        </span>
      )
    }
    return part
  })
}

/** The subset of WeCom's markdown that people use: headings, bold, quotes, coloured words, links. */
function Markdown(of: { text: string }) {
  return (
    <div class="markdown">
      {of.text.split('\n').map((line, index) => {
        const heading = /^#{1,6}\s+(.*)$/.exec(line)
        const quote = /^>\s?(.*)$/.exec(line)
        const text = (heading?.[1] ?? quote?.[1] ?? line)
          .replace(/<\/?font[^>]*>/g, '')
          .replace(/\[(.*?)\]\(.*?\)/g, '$1')
        const words = text
          .split(/(\*\*.*?\*\*)/)
          .map((word, at) => (word.startsWith('**') ? <b key={`${at}`}>{word.slice(2, -2)}</b> : word))
        return (
          <div key={`${index}`} class={heading ? 'heading' : quote ? 'quote' : ''}>
            {words}
          </div>
        )
      })}
    </div>
  )
}

export function MessageBody(of: { message: MessageView } & Taps) {
  const { body } = of.message
  switch (body.kind) {
    case 'text':
      return <div class="bubble">{withLinks(body.text, of.openLink)}</div>
    case 'markdown':
      return (
        <div class="bubble">
          <Markdown text={body.text} />
        </div>
      )
    case 'media':
      return <div class="bubble quiet">[{body.media}]</div>
    case 'notice':
      return <div class="notice">{body.text}</div>
    case 'template':
      return (
        <button
          type="button"
          class="card"
          onClick={() => of.openLink()}
          disabled={body.url === null && body.page === null}
        >
          <strong>{body.title}</strong>
          {body.fields.map((field) => (
            <span class="row" key={field.label}>
              <span>{field.label}</span>
              <span>{field.value}</span>
            </span>
          ))}
          {body.url !== null || body.page !== null ? (
            <span class="foot">{body.page !== null ? '进入小程序查看' : '查看详情'}</span>
          ) : null}
        </button>
      )
    case 'link':
      return (
        <button type="button" class="card" onClick={() => of.openLink()}>
          <strong>{body.title}</strong>
          <span class="plain">{withLinks(body.description, () => of.openLink())}</span>
          <span class="foot">{body.action || '查看详情'}</span>
        </button>
      )
    case 'mini-card':
      return (
        <button type="button" class="card" onClick={() => of.openLink()}>
          <span class="source">小程序</span>
          <strong>{body.title}</strong>
        </button>
      )
    case 'options':
      return (
        <div class="bubble">
          {body.head}
          {body.list.map((option) => (
            <button key={option.id} type="button" class="link option" onClick={() => of.choose(option.id)}>
              {option.content}
            </button>
          ))}
          {body.tail}
        </div>
      )
    case 'card':
      return <TemplateCard body={body} openLink={of.openLink} press={of.press} />
  }
}

function TemplateCard(of: { body: Extract<MessageView['body'], { kind: 'card' }> } & Pick<Taps, 'openLink' | 'press'>) {
  const { card, replacedBy } = of.body
  return (
    <div class="card">
      {card.source ? <span class="source">{card.source}</span> : null}
      <strong>{card.title}</strong>
      {card.description ? <span class="plain">{card.description}</span> : null}
      {card.subTitle ? <span class="plain ink">{card.subTitle}</span> : null}
      {card.quote ? <span class="quote-area">{card.quote}</span> : null}
      {card.rows.map((row) => (
        <span class="row" key={row.name}>
          <span>{row.name}</span>
          <span>{row.value}</span>
        </span>
      ))}
      {card.jumps.map((jump) => (
        <span class="jump" key={jump.title}>
          {jump.title}
        </span>
      ))}
      {replacedBy !== null ? (
        <span class="card-done">{replacedBy}</span>
      ) : card.buttons.length > 0 ? (
        <span class="card-buttons">
          {card.buttons.map((button) => (
            <button
              key={button.key + button.text}
              type="button"
              class={`card-button style-${button.style}`}
              onClick={() => (button.url === null ? of.press(button.key) : of.openLink(button.url))}
            >
              {button.text}
            </button>
          ))}
        </span>
      ) : null}
    </div>
  )
}
