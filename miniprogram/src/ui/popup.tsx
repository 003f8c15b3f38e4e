import { Image, Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import type { PopupStep } from '../../../shared/api/popups.ts'
import { createPopupPoll, type ShownPopup } from '../../../shared/sdk-mini/popup-poll.ts'
import { readPopup, stepPopup } from '../api'
import { goToAddress, openAddress, useHidden, useShown } from '../platform'
import { withToken } from '../session'
import { Primary } from './primary'
import './popup.css'

/** Looks while its page is in front. */
export function Popup() {
  const [popup, draw] = useState<ShownPopup | null>(null)
  const [poll] = useState(() => createPopupPoll({ ask, tell, draw, every }))
  useShown(poll.show)
  useHidden(poll.hide)
  useEffect(() => {
    // The page had come to the front before this was drawn on it.
    poll.show()
    return poll.hide
  }, [poll])

  if (popup === null) return null
  const follow = () => {
    const leads = popup.page !== undefined || popup.url !== undefined
    poll.end(leads ? 'clicked' : 'closed')
    if (popup.page !== undefined) goToAddress(popup.page)
    else if (popup.url !== undefined) openAddress(popup.url)
  }
  return (
    <View className="popup" catchMove>
      <View className="popup-card">
        {popup.image !== undefined && <Image className="popup-image" src={popup.image} mode="aspectFill" />}
        <Text className="popup-title">{popup.title}</Text>
        <Text className="popup-text">{popup.text}</Text>
        <Primary label={popup.button} onTap={follow} mark="popup-go" />
        <Text className="popup-close" onClick={() => poll.end('closed')}>
          关闭
        </Text>
      </View>
    </View>
  )
}

async function ask(): Promise<ShownPopup | null> {
  const answer = await withToken(readPopup)
  return answer.ok ? answer.value.popup : null
}

function tell(id: string, step: PopupStep): void {
  void withToken((token) => stepPopup(token, id, step))
}

function every(ms: number, call: () => void) {
  const timer = setInterval(call, ms)
  return { stop: () => clearInterval(timer) }
}
