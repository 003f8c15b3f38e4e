import { Text, View } from '@tarojs/components'
import type { Trouble } from '../api'
import { noticeOf } from '../copy'
import { Primary } from './primary'

export function Loading({ cards = 2 }: { cards?: number }) {
  return (
    <View ariaLabel="正在读取">
      {Array.from({ length: cards }, (_, index) => index).map((index) => (
        <View key={index} className="card">
          <View className="bone bone-title" />
          <View className="bone" />
          <View className="bone bone-short" />
        </View>
      ))}
    </View>
  )
}

export function TroubleView({ trouble, onMend }: { trouble: Trouble; onMend: () => void }) {
  const notice = noticeOf(trouble)
  return (
    <View className="notice">
      <Text className="notice-title">{notice.title}</Text>
      <Text className="notice-text">{notice.text}</Text>
      {notice.mend !== null && <Primary label={notice.mend} onTap={onMend} mark="notice-button" />}
      {notice.detail !== null && <Text className="secondary">{notice.detail}</Text>}
    </View>
  )
}

/** What this place is for, when there is nothing in it. */
export function Empty({ title, text }: { title: string; text: string }) {
  return (
    <View className="notice notice-low">
      <Text className="notice-title">{title}</Text>
      <Text className="notice-text">{text}</Text>
    </View>
  )
}
