import { Text, View } from '@tarojs/components'
import type { MiniHome } from '../../../../shared/api/mini.ts'
import { sayDay } from '../../../../shared/say-time.ts'
import { visited } from '../../events'
import { goTo, useShown } from '../../platform'
import { refreshHome, useHome } from '../../session'
import { useConsent } from '../../ui/consent'
import { ConsentSaid } from '../../ui/consent-said'
import { Popup } from '../../ui/popup'
import { Primary } from '../../ui/primary'
import { useReading } from '../../ui/read'
import { Screen } from '../../ui/screen'
import { Loading, TroubleView } from '../../ui/states'
import './index.css'

export default function HomePage() {
  const { reading, again } = useReading(refreshHome)
  const home = useHome()
  useShown(() => visited('pages/home/index'))

  if (reading.kind === 'trouble' && home === null) {
    return (
      <Screen>
        <TroubleView trouble={reading.trouble} onMend={() => void again()} />
      </Screen>
    )
  }
  if (home === null) {
    return (
      <Screen>
        <Loading />
      </Screen>
    )
  }
  return (
    <Screen foot={<MainAction home={home} />}>
      <MemberCard home={home} />
      <Rows home={home} />
      <Popup />
    </Screen>
  )
}

function MemberCard({ home }: { home: MiniHome }) {
  return (
    <View className="card member">
      <Text className="member-name">{home.name ?? '欢迎您'}</Text>
      <Text className="member-level">{home.level ?? '还不是会员'}</Text>
      <Text className="secondary">
        {home.vipExpiresAt !== null
          ? `${sayDay(home.vipExpiresAt)}到期`
          : home.phoneMasked === null
            ? '绑定手机号后，能看到您的会员等级和权益'
            : '开通会员后，这里会显示到期日'}
      </Text>
    </View>
  )
}

function Rows({ home }: { home: MiniHome }) {
  const grants = home.subscriptions.reduce((sum, subscription) => sum + subscription.left, 0)
  const consent = useConsent('没有开启提醒，需要时可以再点「消息提醒」。')
  const reminders = consent.busy ? '请稍候…' : grants === 0 ? '未开启' : `还可收 ${grants} 条`
  return (
    <>
      <View className="card rows">
        {home.phoneMasked !== null && <Row label="手机号" value={home.phoneMasked} />}
        <Row label="我的顾问" value={home.advisor?.name ?? '还没有'} onOpen={() => goTo('pages/advisor/index')} />
        {home.phoneMasked === null && (
          <Row label="登记需求" value="顾问联系您" onOpen={() => goTo('pages/form/index')} />
        )}
        {home.subscriptions.length > 0 && (
          <Row label="消息提醒" value={reminders} mark="reminders" {...(consent.busy ? {} : { onOpen: consent.ask })} />
        )}
        {home.staff !== null && (
          <Row label="销售工作台" value={home.staff.name} onOpen={() => goTo('staff/alerts/index')} />
        )}
      </View>
      <ConsentSaid {...consent} />
    </>
  )
}

type RowProps = { label: string; value: string; onOpen?: () => void; mark?: string }
function Row({ label, value, onOpen, mark = '' }: RowProps) {
  return (
    <View className={`line ${onOpen ? 'line-open' : ''} ${mark}`} {...(onOpen ? { onClick: onOpen } : {})}>
      <Text className="line-label">{label}</Text>
      <Text className="line-value">{value}</Text>
    </View>
  )
}

function MainAction({ home }: { home: MiniHome }) {
  return home.phoneMasked === null ? (
    <Primary label="绑定手机号" onTap={() => goTo('pages/phone/index')} />
  ) : (
    <Primary label="登记需求" onTap={() => goTo('pages/form/index')} />
  )
}
