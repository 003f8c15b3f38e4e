import type { PopupStep, WaitingPopup } from '../api/popups.ts'

/**
 * Asks for pop-ups while a page is in front: hidden ──show──▶ looking ──one waits──▶ shown ──closed, tapped──▶ looking.
 * One question at a time, never one pop-up over another, and nothing is asked while nobody looks.
 */
export type ShownPopup = NonNullable<WaitingPopup['popup']>
export type PopupPollNeeds = {
  /** Null: nothing waits, or nobody knows. */
  ask(): Promise<ShownPopup | null>
  /** A word that is lost costs a count, not the visitor's patience. */
  tell(id: string, step: PopupStep): void
  draw(popup: ShownPopup | null): void
  /** Calls back again and again until `stop` is called. */
  every(ms: number, call: () => void): { stop(): void }
}

export const LOOK_EVERY_MS = 60_000

export function createPopupPoll({ ask, tell, draw, every }: PopupPollNeeds) {
  let shown: ShownPopup | null = null
  let asking = false
  let timer: { stop(): void } | null = null

  return {
    /** The page came to the front. */
    show(): void {
      timer ??= every(LOOK_EVERY_MS, () => void look())
      void look()
    },
    /** Another page lies above, or the mini-program is in the background. */
    hide(): void {
      timer?.stop()
      timer = null
    },
    end(step: Exclude<PopupStep, 'shown'>): void {
      if (shown === null) return
      tell(shown.id, step)
      shown = null
      draw(null)
    },
  }

  async function look(): Promise<void> {
    if (asking || shown !== null) return
    asking = true
    try {
      const found = await ask()
      // Who has left meanwhile sees it the next time.
      if (found === null || timer === null) return
      shown = found
      draw(found)
      tell(found.id, 'shown')
    } finally {
      asking = false
    }
  }
}
export type PopupPoll = ReturnType<typeof createPopupPoll>
