import type { PassiveArticle, PassiveReply } from '../../shared/passive-reply.ts'
import type { CallbackAccount, VerifiedEnvelope } from './envelope.ts'
import { textOf } from './parse-message.ts'

type ReplyRequest = {
  account: CallbackAccount
  envelope: VerifiedEnvelope
  reply: PassiveReply
  now: Date
  nonce: string
}

/** One article where the person sent a message, up to eight where they did something else (facts A2.6, unconfirmed). */
const MOST_ARTICLES = { message: 1, event: 8 }

/** The passive reply: sealed unless the account speaks plainly. https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html */
export function passiveReply(request: ReplyRequest): { text: string; contentType: string } {
  return request.envelope.body.trimStart().startsWith('{')
    ? { text: asJson(request), contentType: 'application/json' }
    : { text: asXml(request), contentType: 'application/xml' }
}

function asXml({ account, envelope, reply, now, nonce }: ReplyRequest): string {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const most = envelope.type.startsWith('message.') ? MOST_ARTICLES.message : MOST_ARTICLES.event
  const plain = [
    `<xml>${field('ToUserName', textOf(envelope.fields, 'FromUserName'))}`,
    field('FromUserName', textOf(envelope.fields, 'ToUserName')),
    `<CreateTime>${timestamp}</CreateTime>${contentOf(reply, most)}</xml>`,
  ].join('')
  if (account.mode === 'plain') return plain
  const sealed = account.crypto.seal(plain, { timestamp, nonce })
  return [
    `<xml>${field('Encrypt', sealed.encrypt)}${field('MsgSignature', sealed.signature)}`,
    `<TimeStamp>${timestamp}</TimeStamp>${field('Nonce', nonce)}</xml>`,
  ].join('')
}

/** What a mini-program pushes as JSON is answered so; all it takes is that the chat is handed over (facts B5). */
function asJson({ account, envelope, now, nonce }: ReplyRequest): string {
  const seconds = Math.floor(now.getTime() / 1000)
  const plain = JSON.stringify({
    ToUserName: textOf(envelope.fields, 'FromUserName'),
    FromUserName: textOf(envelope.fields, 'ToUserName'),
    CreateTime: seconds,
    MsgType: 'transfer_customer_service',
  })
  if (account.mode === 'plain') return plain
  const sealed = account.crypto.seal(plain, { timestamp: `${seconds}`, nonce })
  return JSON.stringify({
    ...{ Encrypt: sealed.encrypt, MsgSignature: sealed.signature },
    ...{ TimeStamp: seconds, Nonce: nonce },
  })
}

function contentOf(reply: PassiveReply, mostArticles: number): string {
  switch (reply.form) {
    case 'text':
      return `${type('text')}${field('Content', reply.text)}`
    case 'image':
      return `${type('image')}<Image>${field('MediaId', reply.media)}</Image>`
    case 'voice':
      return `${type('voice')}<Voice>${field('MediaId', reply.media)}</Voice>`
    case 'video':
      return `${type('video')}<Video>${field('MediaId', reply.media)}${titled(reply)}</Video>`
    case 'music': {
      const addresses = `${field('MusicUrl', reply.url)}${field('HQMusicUrl', reply.hqUrl)}`
      return `${type('music')}<Music>${titled(reply)}${addresses}${field('ThumbMediaId', reply.cover)}</Music>`
    }
    case 'news': {
      const items = reply.articles.slice(0, mostArticles).map(itemOf)
      return `${type('news')}<ArticleCount>${items.length}</ArticleCount><Articles>${items.join('')}</Articles>`
    }
    case 'agent': {
      const who = reply.agent === null ? '' : `<TransInfo>${field('KfAccount', reply.agent)}</TransInfo>`
      return `${type('transfer_customer_service')}${who}`
    }
  }
}

const itemOf = (article: PassiveArticle) =>
  `<item>${titled(article)}${field('PicUrl', article.picture)}${field('Url', article.url)}</item>`
const titled = ({ title, description }: { title: string; description: string }) =>
  `${field('Title', title)}${field('Description', description)}`
const type = (name: string) => field('MsgType', name)

/** `]]>` would end the section early: it is split over two. */
const field = (name: string, text: string) =>
  `<${name}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
