const format = new Intl.NumberFormat('zh-CN')
/** 3,214 */
export const count = (value: number): string => format.format(value)

/** Where nobody counts beyond a hundred thousand: 3,214, or 10 万以上. */
export const countUpTo = (value: number): string => (value >= 100_000 ? '10 万以上' : count(value))
