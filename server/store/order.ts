/**
 * Where something stands in the order of arrival: microseconds of the business clock, so that rows of one millisecond
 * still follow one another. It stays what it was when a row is worked on again.
 */
export const orderAt = (at: Date): number => at.getTime() * 1000

/** After everything that had arrived by then. */
export const orderAfter = (at: Date): number => orderAt(at) + 999
