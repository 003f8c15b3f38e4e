import { NodeId } from '../../ids.ts'
import type { JourneyDefinition, JourneyNode } from '../journey.ts'

/** What a template must be told about the company it is used in. */
export type Surroundings = {
  /** The id of the connected account's message template with this title; any other when there is none, empty when there are none. */
  templateFor(title: string): string
  /** The same for the mini-program's subscribe-message templates. */
  miniTemplateFor(title: string): string
}

/** A journey shipped with the product: drawn, named, ready to publish or change. */
export type JourneyTemplate = {
  name: string
  /** What it does and for whom, in one sentence. */
  purpose: string
  build(surroundings: Surroundings): JourneyDefinition
}

/** A node in one line; `at` is its column and row on the canvas. */
export const node = (
  id: string,
  type: string,
  at: readonly [column: number, row: number],
  settings: Record<string, unknown>,
  exits: Record<string, string> = {},
): JourneyNode => ({
  id: NodeId.parse(id),
  type,
  settings,
  exits: Object.fromEntries(Object.entries(exits).map(([exit, to]) => [exit, NodeId.parse(to)])),
  position: { x: at[0] * 312, y: at[1] * 150 },
})

export const definition = (
  entry: string,
  nodes: JourneyNode[],
  reentry: JourneyDefinition['policy']['reentry'],
): JourneyDefinition => ({ entry: NodeId.parse(entry), nodes, policy: { reentry } })
