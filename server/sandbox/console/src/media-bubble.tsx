import { useState } from 'preact/hooks'
import type { MessageView } from './api.ts'
import { Picture, sourceOf } from './picture.tsx'

type Media = Extract<MessageView['body'], { kind: 'media' }>

/** What was uploaded and sent: looked at, listened to, or named when the simulator has no bytes of it. */
export function MediaBubble(of: { body: Media }) {
  const { media, mediaId, title } = of.body
  switch (media) {
    case '图片':
      return <Picture picture={mediaId} words="图片" class="sent-picture" />
    case '语音':
      return <Voice source={sourceOf(mediaId)} />
    case '视频':
      return <Video source={sourceOf(mediaId)} title={title} />
    case '文件':
      return <Row mark="文" title={title || '文件'} note={`素材 ${mediaId.slice(0, 12)}`} />
    case '音乐':
      return <Row mark="♪" title={title || '音乐'} note={mediaId} />
    case '卡券':
      return <Row mark="券" title="卡券" note={mediaId} />
    case '位置':
      return <Row mark="⌖" title={title || '位置'} note="位置" />
    case '名片':
      return <Row mark="名" title={mediaId} note="企业微信名片" />
  }
}

function Row(of: { mark: string; title: string; note: string }) {
  return (
    <div class="bubble file-row">
      <span class="file-mark" aria-hidden="true">
        {of.mark}
      </span>
      <span class="list-main">
        <span>{of.title}</span>
        <span class="secondary">{of.note}</span>
      </span>
    </div>
  )
}

function Voice(of: { source: string | null }) {
  const [state, setState] = useState<'still' | 'playing' | 'silent'>('still')
  const play = () => {
    if (of.source === null) {
      setState('silent')
      return
    }
    const sound = new Audio(of.source)
    sound.onended = () => setState('still')
    sound.play().then(
      () => setState('playing'),
      () => setState('silent'),
    )
  }
  return (
    <button type="button" class="bubble voice" onClick={play}>
      <span aria-hidden="true">▸)))</span>
      {state === 'silent' ? '语音（这台电脑放不出来）' : state === 'playing' ? '正在播放' : '语音'}
    </button>
  )
}

function Video(of: { source: string | null; title: string }) {
  const [open, setOpen] = useState(false)
  const words = of.title || '视频'
  if (open && of.source !== null) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: what people upload to the sandbox has no captions
      <video class="sent-picture" src={of.source} controls autoplay aria-label={words} />
    )
  }
  return (
    <button type="button" class="video" onClick={() => setOpen(true)} disabled={of.source === null} aria-label={words}>
      <span class="play" aria-hidden="true">
        ▶
      </span>
      <span>{words}</span>
    </button>
  )
}
