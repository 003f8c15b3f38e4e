import { count } from '../../ui/number.ts'

/** 上周同日 12 人，多 3 人. Nothing of a day of which nothing is known: the product may not have been there. */
export function comparedWords(today: number, before: number | null, unit: string): string {
  if (before === null) return ''
  const said = `上周同日 ${count(before)} ${unit}`
  if (today === before) return `${said}，持平`
  return today > before
    ? `${said}，多 ${count(today - before)} ${unit}`
    : `${said}，少 ${count(before - today)} ${unit}`
}
