/** Sentences name segments by their ids, as settings do; whoever shows one knows what they are called. */
export const withSegmentNames = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/sg_[0-9a-z]+/g, (id) => names.get(id) ?? '已删除的人群')
