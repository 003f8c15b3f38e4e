import type { DomainEvent } from './events.ts'

/** Under which name the custom events of one type are counted by day. */
export const counterOf = (type: string): string => `custom:${type}`

/** The names under which an event is counted by day: its own, and that of its type where it has one. */
export const countersOf = (event: DomainEvent): string[] =>
  event.name === 'custom.happened' ? [event.name, counterOf(event.type)] : [event.name]
