import { useEffect, useState } from 'preact/hooks'
import { type Code, type Opened, sandbox } from './api.ts'
import type { Sandbox } from './use-sandbox.ts'
import { longDate } from './words.ts'

/** Everything that hangs on a wall somewhere: a scan is a tap on the picture's button. */
const SORTS: Record<Code['sort'], string> = {
  oa: '公众号',
  'contact-way': '联系我',
  'join-way': '客户群',
  acquisition: '获客链接',
  kf: '微信客服',
}

export function Codes(of: { box: Sandbox; scanned: (code: Code, opened: Opened | null) => void }) {
  const { box } = of
  const person = box.state?.person ?? null
  const [codes, setCodes] = useState<Code[]>([])
  const [shown, setShown] = useState<string | null>(null)
  const now = box.state?.clock.now
  // New codes come with the product's calls: the list is asked again whenever the phones are.
  useEffect(() => {
    sandbox.codes().then(
      (answer) => setCodes(answer.codes),
      () => undefined,
    )
  }, [now])
  if (person === null) return null
  const scan = (code: Code) =>
    void box
      .act(() => scanOf(person.id, code), `${person.name} 已扫「${code.name}」`)
      .then((opened) => of.scanned(code, opened))
  return (
    <section class="panel" aria-label="二维码">
      <header class="panel-head">
        <h2>二维码与链接</h2>
        <span class="secondary">{codes.length} 个，产品新建的会自己出现</span>
      </header>
      <ul class="codes">
        {codes.map((code) => {
          const key = `${code.sort} ${code.id}`
          return (
            <li key={key} class="code">
              <button
                type="button"
                class="code-picture"
                aria-label={`${shown === key ? '缩小' : '放大'}「${code.name}」的二维码`}
                aria-expanded={shown === key}
                onClick={() => setShown(shown === key ? null : key)}
              >
                <img src={sandbox.codePicture(code.text)} alt="" class={shown === key ? 'large' : ''} />
              </button>
              <span class="list-main">
                <span>{code.name}</span>
                <span class="secondary">
                  {[
                    SORTS[code.sort],
                    code.state === '' || code.state === code.name ? '' : `渠道 ${code.state}`,
                    code.expiresAt === null
                      ? ''
                      : code.expired
                        ? '已过期'
                        : `${longDate(new Date(code.expiresAt))} 前有效`,
                  ]
                    .filter((words) => words !== '')
                    .join(' · ')}
                </span>
              </span>
              <button type="button" class="small" disabled={box.busy} onClick={() => scan(code)}>
                {code.sort === 'acquisition' || code.sort === 'kf' ? '打开' : '扫一扫'}
              </button>
            </li>
          )
        })}
      </ul>
      <AcquisitionNews box={box} links={codes.filter((code) => code.sort === 'acquisition')} />
    </section>
  )
}

/** What WeCom tells of 获客助手 without anybody opening a link. */
const QUOTA_NEWS = [
  ['balance_low', '额度不足'],
  ['balance_exhausted', '额度用完'],
  ['balance_increased', '额度增加'],
  ['quota_expire_soon', '额度即将过期'],
] as const
const LINK_NEWS = [
  ['link_unavailable', '不可用'],
  ['delete_link', '被删除'],
] as const

function AcquisitionNews({ box, links }: { box: Sandbox; links: readonly Code[] }) {
  if (links.length === 0) return null
  const raise = (news: string, said: string, link?: Code) => (
    <button
      key={`${news} ${link?.id ?? ''}`}
      type="button"
      class="small"
      disabled={box.busy}
      onClick={() => void box.act(() => sandbox.acquisition(news, link?.id), `已通知：获客助手${said}`)}
    >
      {said}
    </button>
  )
  return (
    <div class="acquisition-news">
      <p class="secondary">获客助手通知</p>
      <p class="acquisition-row">{QUOTA_NEWS.map(([news, said]) => raise(news, said))}</p>
      {links.map((link) => (
        <p key={link.id} class="acquisition-row">
          <span>「{link.name}」</span>
          {LINK_NEWS.map(([news, said]) => raise(news, said, link))}
        </p>
      ))}
    </div>
  )
}

function scanOf(person: string, code: Code) {
  switch (code.sort) {
    case 'oa':
      return sandbox.person(person, 'scan', { scene: code.id })
    case 'contact-way':
      return sandbox.person(person, 'scan-contact-way', { configId: code.id })
    case 'join-way':
      return sandbox.person(person, 'join-group', { configId: code.id })
    case 'acquisition':
      return sandbox.person(person, 'open-acquisition-link', { linkId: code.id })
    case 'kf':
      return sandbox.person(person, 'kf/enter', { openKfId: code.id })
  }
}
