import { useState } from 'react'
import type { MiniHome } from '../../../shared/api/mini.ts'
import { answerSubscriptions } from '../api'
import { sayTrouble } from '../copy'
import { newAct } from '../form-check'
import { askConsent, consentIsShut, openConsentSettings } from '../platform'
import { keepHome, refreshHome, useHome, withToken } from '../session'

type Offered = MiniHome['subscriptions']
type Said = { tone: 'good' | 'bad'; text: string; shut: boolean }

/** A sheet takes three templates (facts B4): those with the fewest messages left. */
const MOST = 3
/** The platform tells the server by itself; its word may come after ours. */
const TOLD_LATER_MS = 1500

const askedOf = (offered: Offered) =>
  [...offered]
    .sort((one, other) => one.left - other.left)
    .slice(0, MOST)
    .map(({ template }) => template)
const leftOf = (home: MiniHome | null) => (home?.subscriptions ?? []).reduce((sum, { left }) => sum + left, 0)

/** Asking for reminders from a tap: what came of it in one sentence, and whether only the settings can open them now. */
export function useConsent(refusedWords: string) {
  const home = useHome()
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<Said | null>(null)
  const [answered, setAnswered] = useState(false)
  const offered = home?.subscriptions ?? []

  async function ask() {
    const templates = askedOf(offered)
    setBusy(true)
    setSaid(await asking(templates))
    setBusy(false)
  }

  async function asking(templates: string[]): Promise<Said> {
    const answers = await askConsent(templates)
    const shut = await mayBeShut(answers, templates)
    if (answers === null) {
      return shut ? shutWords : { tone: 'bad', text: '微信没有弹出授权，可能在设置里关闭了订阅消息。', shut: true }
    }
    const before = leftOf(home)
    const answer = await withToken((token) => answerSubscriptions(token, { act: newAct(), answers }))
    if (!answer.ok) return { tone: 'bad', text: sayTrouble('开启提醒', answer.trouble), shut: false }
    keepHome(answer.value)
    setAnswered(true)
    if (!Object.values(answers).includes('accept')) {
      return shut ? shutWords : { tone: 'bad', text: refusedWords, shut: false }
    }
    if (leftOf(answer.value) <= before) setTimeout(() => void refreshHome(), TOLD_LATER_MS)
    return { tone: 'good', text: '提醒已开启，有进展会在微信里告诉您。', shut: false }
  }

  async function openSettings() {
    await openConsentSettings(askedOf(offered))
    setSaid(null)
    void refreshHome()
  }

  return { offered, busy, said, answered, ask: () => void ask(), openSettings: () => void openSettings() }
}

const shutWords: Said = { tone: 'bad', text: '您之前选了不再接收，微信不会再询问。可以到设置里打开。', shut: true }

async function mayBeShut(answers: Record<string, string> | null, templates: string[]): Promise<boolean> {
  if (answers !== null && Object.values(answers).includes('accept')) return false
  return await consentIsShut(templates)
}
