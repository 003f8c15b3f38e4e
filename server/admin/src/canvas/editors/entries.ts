/** One line of names and values as it is typed. */
export type Row = { key: number; name: string; text: string }

export const rowsOf = (given: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(given).map(([name, text]) => [name, String(text)])

/** Of two lines with one name the last counts. */
export const entriesOf = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap(({ name, text }) => (name === '' ? [] : [[name, text]])))

export function sameEntries(one: Readonly<Record<string, string>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
