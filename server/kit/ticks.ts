/** Does something now and then in this process alone. What is due at a time, or in one process at a time, is Agenda's. */
export function createTicks(run: () => void, everyMs: number) {
  let timer: NodeJS.Timeout | null = null
  return {
    start(): void {
      timer ??= setInterval(run, everyMs)
    },
    stop(): void {
      if (timer) clearInterval(timer)
      timer = null
    },
  }
}
