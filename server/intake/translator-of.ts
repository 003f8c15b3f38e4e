import type { Translator } from './translate/contract.ts'
import { translators } from './translate/index.gen.ts'

const all: readonly Translator[] = translators
const byType = new Map(
  all.flatMap((translator) => translator.types.map((type) => [`${translator.platform}:${type}`, translator])),
)

/** The translator of a platform's event; undefined for an event nobody knows, which is then kept as unknown. */
export const translatorOf = (platform: string, type: string): Translator | undefined =>
  byType.get(`${platform}:${type}`)
