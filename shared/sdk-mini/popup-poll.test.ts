import { beforeEach, describe, expect, it } from 'vitest'
import { createPopupPoll, type ShownPopup } from './popup-poll.ts'

const popup = (id: string): ShownPopup => ({ id, title: '体验权益', text: '已到账', button: '去看看' })
let waiting: (ShownPopup | null)[]
let asked: number
let told: string[]
let drawn: (string | null)[]
let tick: (() => void) | null
let gate: Promise<void> | null
beforeEach(() => {
  waiting = []
  asked = 0
  told = []
  drawn = []
  tick = null
  gate = null
})
const settled = () => new Promise((resolve) => setImmediate(resolve))
const polling = () =>
  createPopupPoll({
    async ask() {
      asked += 1
      await gate
      return waiting.shift() ?? null
    },
    tell: (id, step) => void told.push(`${id} ${step}`),
    draw: (shown) => void drawn.push(shown?.id ?? null),
    every(_ms, call) {
      tick = call
      return {
        stop() {
          tick = null
        },
      }
    },
  })

describe('pop-ups in a mini-program', () => {
  it('are asked for when the page is shown and every minute, and told as shown and ended', async () => {
    const poll = polling()
    poll.show()
    await settled()
    waiting = [popup('p1')]
    tick?.()
    await settled()
    expect([asked, drawn, told]).toEqual([2, ['p1'], ['p1 shown']])
    poll.end('clicked')
    expect([drawn, told]).toEqual([
      ['p1', null],
      ['p1 shown', 'p1 clicked'],
    ])
  })

  it('never cover one another, and one question is asked at a time', async () => {
    const poll = polling()
    let open: () => void = () => undefined
    gate = new Promise((resolve) => {
      open = resolve
    })
    waiting = [popup('p1'), popup('p2')]
    poll.show()
    tick?.()
    open()
    await settled()
    tick?.()
    await settled()
    expect([asked, drawn]).toEqual([1, ['p1']])
  })

  it('are not asked for while nobody looks, and not shown to who has left', async () => {
    const poll = polling()
    waiting = [popup('p1')]
    poll.show()
    poll.hide()
    await settled()
    expect([tick, drawn, told]).toEqual([null, [], []])
  })
})
