import { useState } from 'preact/hooks'
import type { JournalEntry } from './api.ts'
import { logWords } from './log-words.ts'
import type { Sandbox } from './use-sandbox.ts'
import { logTime, longDate } from './words.ts'

type Filter = 'all' | 'callback' | 'call' | 'trouble'
const FILTERS: [Filter, string][] = [
  ['all', '全部'],
  ['callback', '回调'],
  ['call', '调用'],
  ['trouble', '只看异常'],
]

const passes = (filter: Filter, entry: JournalEntry) =>
  filter === 'all' ||
  (filter === 'trouble'
    ? entry.outcome !== 'ok'
    : filter === 'callback'
      ? entry.kind !== 'call'
      : entry.kind === 'call')

/** By path or event, by what people call it, or by person. */
const isAbout = (entry: JournalEntry, words: string) =>
  words === '' ||
  [entry.title, entry.summary, logWords(entry), entry.person?.name, entry.staff, entry.person?.identity].some(
    (text) => text?.includes(words) === true,
  )

const platformWords = { oa: '公众号', mini: '小程序', wecom: '企业微信' } as const
const kindWords = { call: '调用', callback: '回调', verification: '验证', act: '页面' } as const

/** Everything that crossed the line between platforms and product, decrypted, newest first. */
export function LiveLog(of: { box: Sandbox }) {
  const [filter, setFilter] = useState<Filter>('all')
  const [open, setOpen] = useState<number | null>(null)
  const now = new Date(of.box.state?.clock.now ?? Date.now())
  const [words, setWords] = useState('')
  const entries = of.box.journal.filter((entry) => passes(filter, entry) && isAbout(entry, words.trim()))
  return (
    <section class="panel log" aria-label="实时日志">
      <header class="panel-head">
        <h2>实时日志</h2>
        <input
          class="log-words"
          type="search"
          aria-label="按路径、事件或人查找"
          placeholder="路径或人"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <fieldset class="segmented" aria-label="日志筛选">
          {FILTERS.map(([value, text]) => (
            <button
              key={value}
              type="button"
              class={filter === value ? 'chosen' : ''}
              aria-pressed={filter === value}
              onClick={() => setFilter(value)}
            >
              {text}
            </button>
          ))}
        </fieldset>
      </header>
      {entries.length === 0 ? (
        <p class="empty">
          {filter === 'all' && words === ''
            ? '还没有回调或调用。扫一张二维码，这里就会动起来。'
            : '没有符合条件的记录。'}
        </p>
      ) : (
        <ul class="log-list">
          {entries.map((entry) => (
            <LogLine
              key={entry.seq}
              entry={entry}
              now={now}
              open={open === entry.seq}
              toggle={() => setOpen(open === entry.seq ? null : entry.seq)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function LogLine(of: { entry: JournalEntry; now: Date; open: boolean; toggle: () => void }) {
  const { entry } = of
  const at = new Date(entry.at)
  return (
    <li class={`log-line ${entry.outcome}`}>
      <div class="log-summary">
        <button type="button" class="log-toggle" onClick={of.toggle} aria-expanded={of.open}>
          <time class="log-time" title={longDate(at)}>
            {logTime(at, of.now)}
          </time>
          <span class={`log-kind ${entry.kind}`}>{kindWords[entry.kind]}</span>
          <span class="log-title">
            {logWords(entry)}
            <span class="secondary">
              {entry.platform === null ? '' : ` ${platformWords[entry.platform]}`}
              {entry.outcome === 'ok' ? '' : ` · ${entry.summary}`}
              {entry.attempts > 1 ? ` · 第 ${entry.attempts} 次才了结` : ''}
            </span>
          </span>
        </button>
        {entry.person === null ? null : (
          <a
            class="log-person"
            href={`/admin/contacts?identity=${encodeURIComponent(entry.person.identity)}`}
            target="weilu-admin"
            title={`在管理后台打开 ${entry.person.name} 的时间线`}
          >
            {entry.person.name} ↗
          </a>
        )}
      </div>
      {of.open ? (
        <div class="log-body">
          <p class="secondary">
            {entry.title} · {entry.summary} · {entry.tookMs} 毫秒
          </p>
          <h3>{entry.kind === 'call' ? '产品发来' : '平台发出（已解密）'}</h3>
          <pre>{JSON.stringify(entry.request, null, 2)}</pre>
          <h3>{entry.kind === 'call' ? '平台回答' : '产品回答（已解密）'}</h3>
          <pre>
            {typeof entry.response === 'string' ? entry.response || '（空）' : JSON.stringify(entry.response, null, 2)}
          </pre>
        </div>
      ) : null}
    </li>
  )
}
