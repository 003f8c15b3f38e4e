import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Framer } from './framer.ts'

const message = (body: Uint8Array): Buffer => {
  const head = Buffer.alloc(4)
  head.writeInt32LE(4 + body.length)
  return Buffer.concat([head, body])
}

test('messages come out whole however the stream was cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 })
  const property = fc.property(bodies, fc.array(fc.nat(60), { maxLength: 30 }), (given, cuts) => {
    const sent = given.map(message)
    let rest = Buffer.concat(sent)
    const framer = new Framer(4, (head) => head.readInt32LE(0))
    const got: string[] = []
    const push = (chunk: Buffer) => {
      for (const frame of framer.push(chunk)) got.push(frame.toString('hex'))
    }
    for (const cut of cuts) {
      push(rest.subarray(0, cut))
      rest = rest.subarray(cut)
    }
    push(rest)
    expect(got).toEqual(sent.map((one) => one.toString('hex')))
  })
  fc.assert(property, { seed: 20240515 })
})
