import { Text, Textarea, View } from '@tarojs/components'
import { useState } from 'react'
import { morningIn, sayTime } from '../../../../shared/say-time.ts'
import { sayTrouble } from '../../copy'
import { goBack, queryOf } from '../../platform'
import { serverClock } from '../../server-clock'
import { Primary } from '../../ui/primary'
import { Screen } from '../../ui/screen'
import { addNote } from '../staff-api'
import './index.css'

const choices = [
  { label: '不约时间', days: null },
  { label: '明天', days: 1 },
  { label: '3 天后', days: 3 },
  { label: '7 天后', days: 7 },
] as const

export default function NotePage() {
  const [contact] = useState(() => queryOf('contact') ?? '')
  const [name] = useState(() => queryOf('name'))
  const [text, setText] = useState('')
  const [days, setDays] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const now = serverClock.now()
  const followUpAt = days === null ? null : morningIn(days, now)

  async function save() {
    setBusy(true)
    const answer = await addNote(contact, { text, followUpAt })
    setBusy(false)
    if (answer.ok) goBack()
    else setSaid(sayTrouble('保存', answer.trouble))
  }

  return (
    <Screen
      foot={<Primary label={busy ? '正在保存…' : '保存'} onTap={() => void save()} off={busy || text.trim() === ''} />}
    >
      <View className="card">
        <Text className="card-title">{name === null ? '这次聊了什么' : `和${name}聊了什么`}</Text>
        <Textarea
          className="note-text"
          maxlength={500}
          placeholder="客户怎么说，下一步做什么"
          value={text}
          onInput={(event) => setText(event.detail.value)}
        />
      </View>
      <View className="card">
        <Text className="card-title">下次跟进{followUpAt === null ? '' : ` ${sayTime(followUpAt, now)}`}</Text>
        <View className="note-days">
          {choices.map((choice) => (
            <View
              key={choice.label}
              className={choice.days === days ? 'note-day note-day-made' : 'note-day'}
              onClick={() => setDays(choice.days)}
            >
              {choice.label}
            </View>
          ))}
        </View>
      </View>
      {said !== null && <View className="banner banner-bad">{said}</View>}
    </Screen>
  )
}
