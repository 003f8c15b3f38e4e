const format = new Intl.NumberFormat('zh-CN')
/** 3,214 */
export const count = (value: number): string => format.format(value)

/** Where nobody counts beyond a hundred thousand: 3,214, or 10 万以上. */
export const countUpTo = (value: number): string => (value >= 100_000 ? '10 万以上' : count(value))
/** The same of people: 3,214 人, or 10 万人以上; `about` is said of a number that was reckoned from some. */
export const peopleUpTo = (value: number, about: boolean): string =>
  value >= 100_000 ? '10 万人以上' : `${about ? '约 ' : ''}${count(value)} 人`
