import type { Maker } from '../schema/uses.ts'
import type { Stores } from './stores.ts'

/**
 * Everything a manager made that names other things: journeys with their draft and the version that takes people in,
 * segments, the rules of tags, the stages of the lifecycle. Who wants to end something asks here what would miss it.
 */
export const createMakers = (
  stores: Pick<Stores, 'journeys' | 'segmentDefinitions' | 'tags' | 'tagRules' | 'lifecycle'>,
) =>
  async function readMakers(): Promise<Maker[]> {
    const [journeys, segments, tags, rules, { stages }] = await Promise.all([
      stores.journeys.list(),
      stores.segmentDefinitions.list(),
      stores.tags.list(),
      stores.tagRules.list(),
      stores.lifecycle.read(),
    ])
    const trees = new Map(rules.map(({ id, tree }) => [id, tree]))
    const walked = journeys.map(async ({ id, name, draft, state, version }): Promise<Maker> => {
      const published = version === null ? null : await stores.journeys.version(id, version)
      const definition = [draft, [...(published?.journey.nodes.values() ?? [])]]
      return { kind: 'journey', id, name, live: state === 'live', definition }
    })
    return [
      ...(await Promise.all(walked)),
      ...segments.map(
        ({ id, name, tree, state }): Maker => ({
          ...{ kind: 'segment', id, name, definition: tree },
          live: state === 'active',
        }),
      ),
      ...tags.flatMap(({ name, rule }): Maker[] =>
        rule === null ? [] : [{ kind: 'tag', id: name, name, live: true, definition: trees.get(rule) ?? null }],
      ),
      ...stages.map(({ key, name, tree }): Maker => ({ kind: 'stage', id: key, name, live: true, definition: tree })),
    ]
  }
