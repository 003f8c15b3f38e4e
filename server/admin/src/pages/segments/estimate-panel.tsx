import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { SegmentPreview } from '../../../../../shared/api/segments.ts'
import type { ConditionTree } from '../../../../../shared/segment/tree.ts'
import { ask, told } from '../../api.ts'
import type { PlacedProblem } from '../../conditions/leaf-words.ts'
import type { Path } from '../../conditions/tree-edit.ts'
import { count } from '../../ui/number.ts'
import { Bone } from '../../ui/states.tsx'
import { useSettled } from '../../ui/use-settled.ts'

/** So long nobody has typed before the server is asked. */
const SETTLED_MS = 400

const share = (people: number, of: number): string => {
  if (of === 0) return '0%'
  const percent = (100 * people) / of
  return percent > 0 && percent < 0.1 ? '不到 0.1%' : `${percent.toFixed(1).replace(/\.0$/, '')}%`
}

/** How many people the conditions take as they stand, some of them, and what is still wrong. */
export function EstimatePanel({
  tree,
  sentence,
  problems,
  onJump,
}: {
  tree: ConditionTree
  sentence: string
  problems: readonly PlacedProblem[]
  onJump: (at: Path) => void
}) {
  const asked = JSON.stringify(tree)
  const settled = useSettled(asked, SETTLED_MS)
  const [exactOf, setExactOf] = useState<string | null>(null)
  const exact = exactOf === settled
  const ready = problems.length === 0
  const preview = useQuery({
    queryKey: ['/segments/preview', settled, exact],
    queryFn: ({ signal }) =>
      ask(
        { method: 'POST', path: '/segments/preview', body: { tree: JSON.parse(settled), exact }, signal },
        SegmentPreview,
      ),
    enabled: ready && settled === asked,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const behind = !ready || settled !== asked || preview.isFetching
  return (
    <aside className="builder-side" aria-label="估算">
      <section className="card card-padded">
        <h2 className="builder-title">这群人是</h2>
        <p className="builder-sentence">{sentence}</p>
      </section>
      <section className="card card-padded" aria-busy={behind}>
        <h2 className="builder-title">大约多少人</h2>
        {!ready ? (
          <p className="quiet">填完下面的条件后显示人数。</p>
        ) : preview.error !== null && !preview.isFetching ? (
          <div role="alert">
            <p className="bad">{told(preview.error).message}</p>
            <Button size="small" onClick={() => void preview.refetch()}>
              重新估算
            </Button>
          </div>
        ) : preview.data === undefined ? (
          <Bone width={140} height={28} />
        ) : (
          <Figure preview={preview.data} behind={behind} onExact={() => setExactOf(settled)} />
        )}
      </section>
      {problems.length > 0 && (
        <section className="card card-padded" aria-label="待处理">
          <h2 className="builder-title">还有 {problems.length} 处要处理</h2>
          <ul className="plain-list">
            {problems.map((problem) => (
              <li key={problem.at.join()}>
                <button
                  type="button"
                  className={`builder-problem ${problem.unfinished ? 'warn-text' : 'bad'}`}
                  onClick={() => onJump(problem.at)}
                >
                  {problem.unfinished && problem.said !== '选择条件' ? `${problem.said}：` : ''}
                  {problem.message}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  )
}

function Figure({ preview, behind, onExact }: { preview: SegmentPreview; behind: boolean; onExact: () => void }) {
  const { people, least, most, of, exact, sample } = preview
  return (
    <>
      <p className={`builder-figure ${behind ? 'behind' : ''}`} role="status">
        {exact ? '' : '约 '}
        <strong>{count(people)}</strong> 人
        <span className="quiet small">
          占全部 {count(of)} 位客户的 {share(people, of)}
        </span>
      </p>
      <p className="quiet small builder-exact">
        {behind ? '正在估算…' : exact ? '精确人数' : `按抽样估算，应在 ${count(least)} 到 ${count(most)} 人之间`}
        {!exact && !behind && (
          <button type="button" className="link-button small" onClick={onExact}>
            精确计数
          </button>
        )}
      </p>
      {sample.length > 0 && (
        <>
          <h3 className="builder-subtitle">其中有</h3>
          <ul className="plain-list builder-sample">
            {sample.slice(0, 6).map((one) => (
              <li key={one.contact}>
                <Link to={`/contacts/${one.contact}`} target="_blank" rel="noreferrer">
                  {one.name ?? '未命名客户'}
                </Link>
                <span className="quiet small">{one.phoneMasked ?? ''}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
