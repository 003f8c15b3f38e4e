import type { ComponentChildren } from 'preact'
import type { MessageView } from './api.ts'
import { MediaBubble } from './media-bubble.tsx'
import { Picture } from './picture.tsx'
import { TemplateCard } from './template-card.tsx'

/** How one message looks; who sent it decides the side, taps are handed up. */
type Taps = {
  openLink: (url?: string) => void
  choose: (option: string) => void
  press: (key: string, selected: Record<string, string[]>) => void
}

const LINK = /(https?:\/\/[^\s"'<>]+|<a\s[^>]*>.*?<\/a>|<div class="(?:gray|normal|highlight)">.*?<\/div>)/g

/** `<a href>` is allowed in texts (facts A2.6); nothing else of HTML is. */
function withLinks(text: string, open?: (url?: string) => void): ComponentChildren[] {
  return text.split(LINK).map((part, index) => {
    const key = `${index}`
    const anchor = /^<a\s[^>]*href=["']([^"']*)["'][^>]*>(.*?)<\/a>$/.exec(part)
    const url = anchor?.[1] ?? (part.startsWith('http') ? part : null)
    if (url !== null && url !== undefined) {
      // Inside a card that is a button itself there is nothing to press.
      if (open === undefined) return anchor?.[2] ?? part
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
      return <MediaBubble body={body} />
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
          <span class="link-part">
            <span class="plain">{withLinks(body.description)}</span>
            {body.picture === '' ? null : <Picture picture={body.picture} words="图" class="thumb" />}
          </span>
          <span class="foot">{body.action || '查看详情'}</span>
        </button>
      )
    case 'news':
      return <News articles={body.articles} open={of.openLink} />
    case 'mini-card':
      return (
        <button type="button" class="card mini-card" onClick={() => of.openLink()}>
          <span class="source">小程序</span>
          <strong>{body.title}</strong>
          {body.description === '' ? null : <span class="plain">{body.description}</span>}
          {body.rows.map((row) => (
            <span class="row" key={row.name}>
              <span>{row.name}</span>
              <span>{row.value}</span>
            </span>
          ))}
          {body.rows.length > 0 ? null : <Picture picture={body.picture} words="小程序封面" class="card-picture" />}
          <span class="foot">打开小程序</span>
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
      return <TemplateCard message={of.message.id} body={body} openLink={of.openLink} press={of.press} />
  }
}

type Articles = Extract<MessageView['body'], { kind: 'news' }>['articles']

/** The first with a large picture, the others below as rows. */
function News(of: { articles: Articles; open: (url: string) => void }) {
  const [first, ...others] = of.articles
  if (first === undefined) return null
  return (
    <div class="card news">
      <button type="button" class="news-first" onClick={() => of.open(first.url)}>
        <Picture picture={first.picture} words="图文" class="news-cover" />
        <strong>{first.title}</strong>
        {first.description !== '' && others.length === 0 ? <span class="plain">{first.description}</span> : null}
      </button>
      {others.map((article) => (
        <button type="button" class="news-row" key={article.url} onClick={() => of.open(article.url)}>
          <span>{article.title}</span>
          <Picture picture={article.picture} words="图" class="thumb" />
        </button>
      ))}
    </div>
  )
}
