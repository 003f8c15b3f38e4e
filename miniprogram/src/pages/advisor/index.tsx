import { Text, View } from '@tarojs/components'
import { visited } from '../../events'
import { goTo, useShown } from '../../platform'
import { refreshHome, useHome } from '../../session'
import { Primary } from '../../ui/primary'
import { useReading } from '../../ui/read'
import { Screen } from '../../ui/screen'
import { Empty, Loading, TroubleView } from '../../ui/states'
import './index.css'

export default function AdvisorPage() {
  const { reading, again } = useReading(refreshHome)
  const home = useHome()
  useShown(() => visited('pages/advisor/index'))

  if (home === null) {
    return (
      <Screen>
        {reading.kind === 'trouble' ? (
          <TroubleView trouble={reading.trouble} onMend={() => void again()} />
        ) : (
          <Loading cards={1} />
        )}
      </Screen>
    )
  }
  return (
    <Screen
      foot={
        <Primary label={home.advisor === null ? '登记需求' : '请顾问联系我'} onTap={() => goTo('pages/form/index')} />
      }
    >
      {home.advisor === null ? (
        <Empty title="还没有专属顾问" text="登记需求后，会有一位顾问专门负责您。" />
      ) : (
        <View className="card advisor">
          <View className="advisor-mark">{home.advisor.name.slice(0, 1)}</View>
          <View className="advisor-words">
            <Text className="advisor-name">{home.advisor.name}</Text>
            <Text className="secondary">{home.advisor.position ?? '专属顾问'}</Text>
          </View>
        </View>
      )}
    </Screen>
  )
}
