import { Image, Text, View } from '@tarojs/components'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PopupStep, WaitingPopup } from '../../../shared/api/popups.ts'
import { readPopup, stepPopup } from '../api'
import { goToAddress, openAddress, useShown } from '../platform'
import { withToken } from '../session'
import { Primary } from './primary'
import './popup.css'

type Waiting = NonNullable<WaitingPopup['popup']>

const LOOK_EVERY_MS = 60_000

/** Looks when the page comes to the front and every minute while it stays there; one at a time, and never over another. */
export function Popup() {
  const [popup, setPopup] = useState<Waiting | null>(null)
  const busy = useRef(false)

  const look = useCallback(async () => {
    if (busy.current) return
    busy.current = true
    const answer = await withToken(readPopup)
    const found = answer.ok ? answer.value.popup : null
    if (found === null) {
      busy.current = false
      return
    }
    setPopup(found)
    tell(found, 'shown')
  }, [])
  useShown(() => void look())
  useEffect(() => {
    // The page had come to the front before this was drawn on it.
    void look()
    const timer = setInterval(() => void look(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [look])

  if (popup === null) return null
  const end = (what: PopupStep) => {
    tell(popup, what)
    busy.current = false
    setPopup(null)
  }
  const follow = () => {
    const leads = popup.page !== undefined || popup.url !== undefined
    end(leads ? 'clicked' : 'closed')
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
        <Text className="popup-close" onClick={() => end('closed')}>
          关闭
        </Text>
      </View>
    </View>
  )
}

/** A word that is lost costs a count, not the visitor's patience. */
function tell({ id }: Waiting, what: PopupStep): void {
  void withToken((token) => stepPopup(token, id, what))
}
