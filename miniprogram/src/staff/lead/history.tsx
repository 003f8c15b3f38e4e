import { Text, View } from '@tarojs/components'
import type { CustomerContext } from '../../../../shared/api/staff.ts'
import { sayTime } from '../../../../shared/say-time.ts'

/** Channels, journeys, events and notes: what a colleague reads before calling. */
export function History({ context, now }: { context: CustomerContext; now: Date }) {
  const inside = context.walks.filter((walk) => walk.state === 'at')
  return (
    <>
      <View className="card">
        <Text className="card-title">能联系到吗</Text>
        {context.reach.length === 0 && <Text className="secondary">还没有可用的渠道。</Text>}
        {context.reach.map((channel) => (
          <View key={channel.channel} className="pair">
            <Text>{channel.label}</Text>
            <Text className={channel.ok ? 'pair-good' : 'secondary'}>
              {channel.ok ? '可以' : (channel.why ?? '现在不行')}
            </Text>
          </View>
        ))}
      </View>
      <View className="card">
        <Text className="card-title">正在经历的旅程</Text>
        {inside.length === 0 && <Text className="secondary">现在不在任何旅程里。</Text>}
        {inside.map((walk) => (
          <View key={walk.enrollment} className="entry">
            <Text className="entry-title">{walk.journeyName}</Text>
            <Text className="secondary">{walk.next ?? walk.nodeLabel ?? '即将进行下一步'}</Text>
          </View>
        ))}
      </View>
      <View className="card">
        <Text className="card-title">最近发生的事</Text>
        {context.timeline.length === 0 && <Text className="secondary">还没有记录。</Text>}
        {context.timeline.slice(0, 10).map((item) => (
          <View key={item.event.id} className="entry">
            <Text className="entry-title">{item.title}</Text>
            <Text className="secondary">
              {sayTime(item.event.at, now)}
              {item.why === null ? '' : ` · ${item.why}`}
            </Text>
          </View>
        ))}
      </View>
      <View className="card">
        <Text className="card-title">跟进记录</Text>
        {context.notes.length === 0 && <Text className="secondary">还没有人写过跟进。</Text>}
        {context.notes.map((note) => (
          <View key={note.staffName + note.at.toISOString()} className="entry">
            <Text className="entry-title">{note.text}</Text>
            <Text className="secondary">
              {note.staffName} {sayTime(note.at, now)}
            </Text>
          </View>
        ))}
      </View>
    </>
  )
}
