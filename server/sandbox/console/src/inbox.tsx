import { type Opened, type PersonView, sandbox } from './api.ts'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'
import { chatTime } from './words.ts'

type Received = PersonView['inbox'][number]

const sorts: Record<Received['sort'], string> = { sms: '短信', email: '邮件', push: '通知', webhook: '系统' }

/** The text part names every link's address; a mail program shows the HTML, where they stand behind words. */
const TRACKED = /（https?:[^）]+）/g

const PIXEL = /<img[^>]+src="(https?:\/\/[^"]+\/o\/[^"]+)"/

/** Mail programs fetch a mail's pictures when they show it. */
function Pixel({ html }: { html: string | null }) {
  const address = html === null ? undefined : PIXEL.exec(html)?.[1]
  return address === undefined ? null : <img src={new URL(address).pathname} alt="" width={1} height={1} />
}

/** What came to the phone outside WeChat: SMS, mails and pushes of the company's app, the newest first. */
export function Inbox(of: { box: Sandbox; person: PersonView; now: Date; opened: (result: Opened | null) => void }) {
  const { person } = of
  const tap = (what: string, message: Received, done?: string) =>
    of.box.act(() => sandbox.person(person.id, `inbox/${what}`, { messageId: message.id }), done).then(of.opened)
  const heardBySms = person.inbox.some(({ sort }) => sort === 'sms')
  return (
    <>
      <div class="inbox" role="log">
        {person.inbox.length === 0 ? (
          <p class="empty">{person.name} 还没有收到短信、邮件或 App 通知。</p>
        ) : (
          [...person.inbox].reverse().map((message) => (
            <article key={message.id} class="inbox-item">
              <header>
                <span class={`inbox-sort ${message.sort}`}>{sorts[message.sort]}</span>
                <time>{chatTime(message.at, of.now)}</time>
              </header>
              {message.title === null ? null : <h3>{message.title}</h3>}
              <p>{message.sort === 'email' ? message.text.replace(TRACKED, '') : message.text}</p>
              <Pixel html={message.html} />
              {message.url === null && message.unsubscribe === null ? null : (
                <footer>
                  {message.url === null ? null : (
                    <button type="button" class="link" onClick={() => void tap('open', message)}>
                      打开链接
                    </button>
                  )}
                  {message.unsubscribe === null ? null : (
                    <button type="button" class="link" onClick={() => void tap('unsubscribe', message, '已退订邮件')}>
                      退订
                    </button>
                  )}
                </footer>
              )}
            </article>
          ))
        )}
      </div>
      {heardBySms ? (
        <SayBox
          placeholder="回复短信，例如 T"
          say={(text) => void of.box.act(() => sandbox.person(person.id, 'inbox/reply', { text }))}
        />
      ) : null}
    </>
  )
}
