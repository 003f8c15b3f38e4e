import { count } from '../../ui/number.ts'

/** 上周同日 12 人，多 3 人 */
export function comparedWords(today: number, before: number, unit: string): string {
  const said = `上周同日 ${count(before)} ${unit}`
  if (today === before) return `${said}，持平`
  return today > before
    ? `${said}，多 ${count(today - before)} ${unit}`
    : `${said}，少 ${count(before - today)} ${unit}`
}
