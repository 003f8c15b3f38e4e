/**
 * A tag of ours that is mapped to one of the platform's is on both sides or on neither. Each side is edited where the
 * other does not see it, so both are compared with what they last agreed on: whoever differs from it has edited, and
 * the other follows. When both differ they did the same thing, and nothing is left to do.
 *
 * On the platform a tag lies in places: one for a follower, one for each colleague who is friends with a customer. A
 * tag that came to one place comes to all, and one that went from one place goes from all; when both happened between
 * two looks, it stays: giving is the later word. A place that is new (they followed or befriended anew) has agreed on
 * nothing yet, so what it lacks was never taken away.
 *
 * The last writer wins by the order in which looks see the edits. Of our own edits only what stands now counts: taken
 * away and given back between two looks is no edit.
 */
export type TagMapping = { id: string; tag: string }
/** One mapped tag in one place. Marks name the mapping, not the tag: mapped anew, nothing is agreed. */
export const markOf = (place: string, mapping: string): string => `${mapping}@${place}`

export type TagSides = {
  mappings: readonly TagMapping[]
  places: readonly string[]
  agreed: ReadonlySet<string>
  platform: ReadonlySet<string>
  tags: ReadonlySet<string>
}
export type TagMerge = {
  /** To do on our side, by tag. */
  add: string[]
  remove: string[]
  /** To do on the platform's side, exactly the difference, by mark. */
  give: { place: string; mapping: string }[]
  take: { place: string; mapping: string }[]
  /** What both sides then agree on. */
  agreed: string[]
}

export function mergeTags({ mappings, places, agreed, platform, tags }: TagSides): TagMerge {
  const merge: TagMerge = { add: [], remove: [], give: [], take: [], agreed: [] }
  if (places.length === 0) return merge
  for (const { id, tag } of mappings) {
    const marks = places.map((place) => ({ place, mapping: id, mark: markOf(place, id) }))
    const came = marks.some(({ mark }) => platform.has(mark) && !agreed.has(mark))
    const went = marks.some(({ mark }) => !platform.has(mark) && agreed.has(mark))
    const ours = tags.has(tag)
    const wanted = came || (ours && !went)
    if (wanted && !ours) merge.add.push(tag)
    if (!wanted && ours) merge.remove.push(tag)
    for (const { place, mapping, mark } of marks) {
      if (wanted) merge.agreed.push(mark)
      if (wanted && !platform.has(mark)) merge.give.push({ place, mapping })
      if (!wanted && platform.has(mark)) merge.take.push({ place, mapping })
    }
  }
  return merge
}
