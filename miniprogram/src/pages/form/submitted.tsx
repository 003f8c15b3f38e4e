import { Button, Text, View } from '@tarojs/components'
import { goHome } from '../../platform'
import { useHome } from '../../session'
import { useConsent } from '../../ui/consent'
import { ConsentSaid } from '../../ui/consent-said'
import { Primary } from '../../ui/primary'
import { Screen } from '../../ui/screen'

/** After a submission a reminder makes sense, so only now is consent asked for. */
export function Submitted() {
  const home = useHome()
  const consent = useConsent('没有开启提醒，顾问仍会联系您。')
  const { offered, busy, answered } = consent

  const ask = offered.length > 0 && !answered
  return (
    <Screen
      foot={
        ask ? (
          <>
            <Primary label={busy ? '请稍候…' : '有进展时提醒我'} onTap={consent.ask} off={busy} mark="consent" />
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
      <ConsentSaid {...consent} />
    </Screen>
  )
}
