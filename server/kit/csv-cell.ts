/** What a spreadsheet may take for the beginning of a formula, in half and full width. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** Quoted, and never starting like a formula: what does gets an apostrophe in front, and is shown instead of run. */
export const csvCell = (text: string): string => `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
