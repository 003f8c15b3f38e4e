import { Text, View } from '@tarojs/components'
import type { useConsent } from './consent'

/** What became of asking; with the way to the settings where only they help. */
export function ConsentSaid({ said, openSettings }: Pick<ReturnType<typeof useConsent>, 'said' | 'openSettings'>) {
  if (said === null) return null
  return (
    <View className={said.tone === 'good' ? 'banner banner-good' : 'banner'}>
      <Text>{said.text}</Text>
      {said.shut && (
        <Text className="banner-act consent-settings" onClick={openSettings}>
          去设置
        </Text>
      )}
    </View>
  )
}
