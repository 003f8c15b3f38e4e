import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { type MediaTarget, mediaProblem, mediaRuleOf, UploadedMedia } from '../../../../../shared/api/media.ts'
import { sayTime } from '../../../../../shared/say-time.ts'
import { told, upload } from '../../api.ts'
import { senderChoices } from '../senders.ts'
import './form.css'
import { useFormWorld } from './form-world.ts'
import { keepMedia, keptMedia } from './kept-media.ts'
import { Pick } from './pick.tsx'
import { useSender } from './sender-context.ts'

/** A file of the platform's own store: chosen here and taken there, or the id of one that is there already. */
export function MediaControl(of: {
  id: string
  target: MediaTarget
  value: string
  onChange: (value: string | undefined) => void
}) {
  const { id, target, value, onChange } = of
  const accounts = useFormWorld().accounts.filter(({ kind }) => kind === target.account)
  const sender = useSender()
  /** A content that names its sender has its files there: then nothing is asked a second time. */
  const named = sender?.kind === target.account ? sender : null
  const [chosen, setChosen] = useState<string | null>(null)
  const [part, setPart] = useState<number | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const wanted = named?.appId ?? chosen
  const choices = senderChoices(target.account, accounts)
  const account = accounts.find(({ appId }) => appId === wanted) ?? (choices.length < 2 ? accounts[0] : undefined)
  const rule = mediaRuleOf(target)
  if (rule === null)
    return <Input id={id} value={value} onChange={({ target: { value: text } }) => onChange(text || undefined)} />

  const take = (file: File | undefined) => {
    if (file === undefined || account === undefined) return
    const problem = mediaProblem(target, { name: file.name, bytes: file.size })
    setFailure(problem)
    if (problem !== null) return
    setPart(0)
    const { kind, use } = target
    upload(
      { path: `/accounts/${account.id}/media`, query: { kind, use, file: file.name }, file, onProgress: setPart },
      UploadedMedia,
    )
      .then(({ media, expiresAt }) => {
        keepMedia(media, { name: file.name, account: account.name, expiresAt: expiresAt.toISOString() })
        onChange(media)
      })
      .catch((error: unknown) => setFailure(told(error).message))
      .finally(() => setPart(null))
  }

  return (
    <div className="media-control">
      {choices.length > 1 && named === null && (
        <Pick
          id={`${id}-account`}
          value={chosen}
          choices={choices}
          placeholder="先选文件放到哪个账号"
          onChange={(next) => setChosen(next)}
        />
      )}
      <div className="media-line">
        <Input
          id={id}
          value={value}
          placeholder="上传文件，或填写已有的 media_id"
          onChange={({ target: { value: text } }) => onChange(text === '' ? undefined : text)}
        />
        <Button loading={part !== null} disabled={account === undefined} onClick={() => chooser.current?.click()}>
          {part === null ? '上传文件' : `${Math.round(part * 100)}%`}
        </Button>
        <input
          ref={chooser}
          type="file"
          hidden
          aria-label="选择要上传的文件"
          {...(rule.endings.length > 0 && { accept: rule.endings.map((ending) => `.${ending}`).join(',') })}
          onChange={(event) => {
            take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </div>
      {failure !== null && (
        <p className="bad small" role="alert">
          {failure}
        </p>
      )}
      {failure === null && (
        <MediaState
          value={value}
          words={wordsOf(rule.words, accounts.length === 0 ? 'none' : account === undefined ? 'several' : 'one')}
        />
      )}
    </div>
  )
}

function wordsOf(rule: string, accounts: 'none' | 'several' | 'one'): string {
  if (accounts === 'none') return '还没有连接这种账号，不能上传'
  return accounts === 'several' ? `先选好发送账号，再上传 ${rule}` : `${rule}；平台只保留 3 天`
}

/** Until when the platform keeps it, as far as it was uploaded here. */
function MediaState({ value, words }: { value: string; words: string }) {
  const kept = keptMedia(value)
  if (kept === null) return <p className="quiet small">{words}</p>
  const until = sayTime(new Date(kept.expiresAt), new Date())
  return new Date(kept.expiresAt) > new Date() ? (
    <p className="quiet small">
      {kept.name}，已传到「{kept.account}」，{until}前有效
    </p>
  ) : (
    <p className="bad small" role="alert">
      {kept.name} 已在{until}过期，平台不再认得，请重新上传
    </p>
  )
}
