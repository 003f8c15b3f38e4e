/** Cuts a stream of bytes into messages that tell their own size, without joining the same bytes twice. */
export class Framer {
  private chunks: Buffer[] = []
  private held = 0
  private need: number
  private readonly head: number
  private readonly sizeOf: (head: Buffer) => number

  constructor(head: number, sizeOf: (head: Buffer) => number) {
    this.head = head
    this.need = head
    this.sizeOf = sizeOf
  }

  *push(chunk: Buffer): Generator<Buffer> {
    this.chunks.push(chunk)
    this.held += chunk.length
    if (this.held < this.need) return
    let all = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.held)
    for (;;) {
      this.need = all.length < this.head ? this.head : this.sizeOf(all)
      if (all.length < this.need || all.length < this.head) break
      yield all.subarray(0, this.need)
      all = all.subarray(this.need)
    }
    this.chunks = all.length > 0 ? [all] : []
    this.held = all.length
  }
}
