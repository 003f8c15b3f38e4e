import { Button, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { answerSubscriptions } from '../../api'
import { sayTrouble } from '../../copy'
import { newAct } from '../../form-check'
import { askConsent, goHome } from '../../platform'
import { keepHome, useHome, withToken } from '../../session'
import { Primary } from '../../ui/primary'
import { Screen } from '../../ui/screen'

/** After a submission a reminder makes sense, so only now is consent asked for. */
export function Submitted() {
  const home = useHome()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)
  const [answered, setAnswered] = useState(false)
  const offered = home?.subscriptions ?? []

  async function consent() {
    setBusy(true)
    const answers = await askConsent(offered.map((subscription) => subscription.template))
    if (answers === null) {
      setBusy(false)
      return setSaid({ tone: 'bad', text: '微信没有弹出授权，可能在设置里关闭了订阅消息。' })
    }
    const act = newAct()
    const answer = await withToken((token) => answerSubscriptions(token, { act, answers }))
    setBusy(false)
    if (!answer.ok) return setSaid({ tone: 'bad', text: sayTrouble('开启提醒', answer.trouble) })
    keepHome(answer.value)
    setAnswered(true)
    const accepted = Object.values(answers).includes('accept')
    setSaid(
      accepted
        ? { tone: 'good', text: '提醒已开启，有进展会在微信里告诉您。' }
        : { tone: 'bad', text: '没有开启提醒，顾问仍会联系您。' },
    )
  }

  const ask = offered.length > 0 && !answered
  return (
    <Screen
      foot={
        ask ? (
          <>
            <Primary
              label={busy ? '请稍候…' : '有进展时提醒我'}
              onTap={() => void consent()}
              off={busy}
              mark="consent"
            />
            <Button className="quiet" onClick={goHome}>
              不用提醒，回首页
            </Button>
          </>
        ) : (
          <Primary label="回首页" onTap={goHome} />
        )
      }
    >
      <View className="notice notice-low">
        <Text className="notice-title">已收到您的登记</Text>
        <Text className="notice-text">
          {home?.advisor ? `${home.advisor.name}会尽快与您联系。` : '顾问会尽快与您联系。'}
        </Text>
      </View>
      {ask && (
        <View className="card">
          <Text className="card-title">微信会问您是否接收</Text>
          {offered.map((subscription) => (
            <Text key={subscription.template} className="para">
              {subscription.title}
            </Text>
          ))}
        </View>
      )}
      {said !== null && <View className={said.tone === 'good' ? 'banner banner-good' : 'banner'}>{said.text}</View>}
    </Screen>
  )
}
