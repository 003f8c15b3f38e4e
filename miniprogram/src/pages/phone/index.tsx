import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { bindPhone } from '../../api'
import { sayTrouble } from '../../copy'
import { visited } from '../../events'
import { goBack, useShown } from '../../platform'
import { keepHome, useHome, withToken } from '../../session'
import { PhoneButton } from '../../ui/phone-button'
import { Primary } from '../../ui/primary'
import { Screen } from '../../ui/screen'

/** What the number is for stands before the button that asks for it. */
export default function PhonePage() {
  const home = useHome()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  useShown(() => visited('pages/phone/index'))

  async function bind(code: string | null) {
    if (code === null) return setSaid('您没有授权手机号。不绑定也能继续使用，想绑定时随时回来。')
    setBusy(true)
    setSaid(null)
    const answer = await withToken((token) => bindPhone(token, code))
    setBusy(false)
    if (answer.ok) keepHome(answer.value)
    else setSaid(sayTrouble('绑定', answer.trouble))
  }

  if (home !== null && home.phoneMasked !== null) {
    return (
      <Screen foot={<Primary label="完成" onTap={goBack} />}>
        <View className="notice notice-low">
          <Text className="notice-title">已绑定 {home.phoneMasked}</Text>
          <Text className="notice-text">
            {home.level === null ? '您的会员资料会显示在首页。' : `会员等级：${home.level}`}
          </Text>
        </View>
      </Screen>
    )
  }
  return (
    <Screen
      foot={
        <PhoneButton label={busy ? '正在绑定…' : '用微信手机号绑定'} busy={busy} onCode={(code) => void bind(code)} />
      }
    >
      <View className="card">
        <Text className="card-title">绑定前请了解</Text>
        <Text className="para">用来找到您已有的会员资料：等级、到期日和专属顾问。</Text>
        <Text className="para">只有负责您的顾问会联系您，不会提供给其他公司。</Text>
        <Text className="para">号码加密保存。您可以随时请顾问删除。</Text>
      </View>
      {said !== null && <View className="banner">{said}</View>}
    </Screen>
  )
}
