import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { cssVariables } from '../../../shared/design-tokens.ts'
import { goBack, hasPageBelow, inWeChat } from '../platform'

const tokens = Object.entries(cssVariables())
  .map(([name, value]) => `${name}:${value}`)
  .join(';')

/** The ground of every page: tokens, safe areas, the page's one primary button at the foot; WeChat draws its own way back. */
export function Screen({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <View className="screen" style={tokens}>
      {!inWeChat && hasPageBelow() && (
        <View className="screen-top">
          <Text className="screen-back" onClick={goBack}>
            返回
          </Text>
        </View>
      )}
      <View className="screen-body">{children}</View>
      {foot && <View className="screen-foot">{foot}</View>}
    </View>
  )
}
