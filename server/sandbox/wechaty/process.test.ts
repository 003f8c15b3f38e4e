import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../testing/line.ts'

let line: Line
let asked = 0
beforeAll(async () => {
  line = await startLine({
    askForBot: () => {
      asked += 1
    },
  })
})
afterAll(() => line.close())

const start = () => line.act('/wechaty/start')
const tell = (phase: string) => line.act('/wechaty/process', { phase })
const shown = async () => (await line.send('GET', '/sandbox/api/state?person=walk&staff=')).person.bot.phase

describe('the console asks for the Wechaty process', () => {
  it('says how to start it by hand where nobody offered to', async () => {
    expect(await start()).toMatchObject({ status: 409, error: { message: expect.stringContaining('npm start') } })
    expect(await shown()).toBe('unoffered')
    expect(asked).toBe(0)
  })

  it('asks once, however often the button is tapped while it comes up', async () => {
    expect(await tell('idle')).toMatchObject({ status: 200, wanted: false })
    expect(await start()).toMatchObject({ status: 200 })
    await tell('installing')
    await start()
    expect(await shown()).toBe('installing')
    await tell('starting')
    await start()
    expect(asked).toBe(1)
  })

  it('asks again when it did not come up, and remembers that it was wanted', async () => {
    await tell('failed')
    await start()
    expect(asked).toBe(2)
    expect(await tell('idle')).toMatchObject({ wanted: true })
  })

  it('refuses a phase that there is not', async () => {
    expect(await tell('anything')).toMatchObject({ status: 400 })
  })
})
