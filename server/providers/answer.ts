/**
 * What a provider said to one message. A remedy is what can be done about a refusal: nothing for this person
 * (`not-reachable`, `opted-out`), wait (`wait-quota`, `retry-soon`), or mend our setup.
 */
export type ProviderRemedy = 'not-reachable' | 'opted-out' | 'wait-quota' | 'retry-soon' | 'fix-setup'
export type ProviderAnswer =
  /** `id` is what its delivery reports will name; null when it gives none. */
  | { kind: 'accepted'; id: string | null }
  /** `why` in words fit for a manager; the provider's own code may stand in it, an address never. */
  | { kind: 'refused'; remedy: ProviderRemedy; why: string }
  /** No usable answer. `mayHaveHappened` is false only when the request surely never arrived. */
  | { kind: 'silent'; mayHaveHappened: boolean; why: string }

export const refused = (remedy: ProviderRemedy, why: string): ProviderAnswer => ({ kind: 'refused', remedy, why })
export const unclear = (why: string): ProviderAnswer => ({ kind: 'silent', mayHaveHappened: true, why })
