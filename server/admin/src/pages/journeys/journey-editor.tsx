import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useBlocker } from 'react-router'
import { type Catalogue, JourneyCounts, type JourneyDetail } from '../../../../../shared/api/journeys.ts'
import type { NodeId } from '../../../../../shared/ids.ts'
import { ask } from '../../api.ts'
import { freshNodeId, type Point } from '../../canvas/edit.ts'
import { FormWorldContext } from '../../canvas/editors/form-world.ts'
import { namesOfWorld, useWorld } from '../../canvas/editors/use-world.ts'
import { settingsFor } from '../../canvas/field-values.ts'
import { flowNodes } from '../../canvas/flow.ts'
import { JourneyCanvas } from '../../canvas/JourneyCanvas.tsx'
import { placeBeside, tidied } from '../../canvas/layout.ts'
import { toldPlainly } from '../../canvas/missing.ts'
import { Palette } from '../../canvas/palette.tsx'
import '../../canvas/canvas.css'
import { EditorBar } from './editor-bar.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { NodePanel } from './node-panel.tsx'
import { OlderPeople } from './older-people.tsx'
import { type Asked, PeopleDrawer } from './people-drawer.tsx'
import { PolicyPanel } from './policy-panel.tsx'
import { ProblemList } from './problem-list.tsx'
import { useDraft } from './use-draft.ts'
import { useEditorKeys } from './use-editor-keys.ts'

type Jump = { node: NodeId | null }

/** The canvas page: one draft, the palette beside it, the chosen node's form, and what is wrong. */
export function JourneyEditor({ detail, catalogue }: { detail: JourneyDetail; catalogue: Catalogue }) {
  const queries = useQueryClient()
  const draft = useDraft(detail)
  const [selected, setSelected] = useState<NodeId | null>(null)
  const [policyOpen, setPolicyOpen] = useState(false)
  const [problemsOpen, setProblemsOpen] = useState(false)
  const [people, setPeople] = useState<Asked | null>(null)
  const [jump, setJump] = useState<Jump | null>(null)
  const problemsPlace = useRef<HTMLDivElement>(null)
  const counts = useQuery({
    queryKey: ['/journeys', 'counts', detail.id],
    queryFn: () => ask({ path: `/journeys/${detail.id}/counts` }, JourneyCounts),
    refetchInterval: 5_000,
  })
  const world = useWorld(catalogue)
  const names = useMemo(() => namesOfWorld(world), [world])
  const { drawing } = draft
  useEditorKeys(draft)
  const leaving = useBlocker(
    ({ currentLocation, nextLocation }) => draft.dirty && currentLocation.pathname !== nextLocation.pathname,
  )

  const problems = useMemo(
    () => toldPlainly(draft.problems, drawing.nodes, catalogue),
    [draft.problems, drawing.nodes, catalogue],
  )
  const nodes = useMemo(
    () =>
      flowNodes({
        drawing,
        catalogue,
        accounts: world.accounts,
        names,
        counts: counts.data ?? null,
        problems: draft.problems,
        onPeople: (node) => setPeople({ node, before: null }),
      }),
    [drawing, catalogue, world.accounts, names, counts.data, draft.problems],
  )
  const node = drawing.nodes.find((one) => one.id === selected) ?? null

  /** The panel of a chosen node takes room of the canvas: the node itself must stay in sight. */
  const select = useCallback((id: NodeId | null) => {
    setSelected(id)
    setPolicyOpen(false)
    if (id !== null) setJump({ node: id })
  }, [])

  /** A start takes the entry's place; anything else goes where it was dropped, or after the chosen node. */
  const add = (type: string, dropped: Point | null) => {
    const kind = catalogue.nodes.find((one) => one.type === type)
    if (kind === undefined) return
    const settings = settingsFor(kind.settings)
    if (kind.class === 'start') {
      const entry = drawing.nodes.find((one) => one.id === drawing.entry)
      if (entry?.type !== type)
        draft.change({
          kind: 'retype',
          node: drawing.entry,
          type,
          settings,
          exits: kind.exits.map((exit) => exit.name),
        })
      select(drawing.entry)
      return
    }
    const openExits = drawing.nodes.flatMap((one) =>
      (catalogue.nodes.find((other) => other.type === one.type)?.exits ?? [])
        .filter((exit) => !drawing.edges.some((edge) => edge.from === one.id && edge.exit === exit.name))
        .map((exit) => ({ node: one.id, exit: exit.name, at: one.at })),
    )
    const after =
      dropped !== null ? null : (openExits.find((open) => open.node === selected) ?? openExits.at(-1) ?? null)
    const id = freshNodeId(drawing, type)
    const beside = after?.at ?? drawing.nodes.at(-1)?.at ?? { x: 0, y: 0 }
    const change = {
      kind: 'add-node' as const,
      node: { id, type, settings, at: dropped ?? placeBeside(drawing, beside) },
      after: after === null ? null : { node: after.node, exit: after.exit },
    }
    draft.change(change)
    select(id)
  }

  return (
    <FormWorldContext value={world}>
      <div className="editor">
        <EditorBar
          detail={detail}
          draft={draft}
          counts={counts.data ?? null}
          onTidy={() => {
            draft.change(tidied(drawing))
            setJump({ node: null })
          }}
          onPolicy={() => {
            setSelected(null)
            setPolicyOpen(true)
          }}
          onProblems={() => setProblemsOpen(true)}
          onPublished={() => void queries.invalidateQueries({ queryKey: ['/journeys', 'counts', detail.id] })}
        />
        <div className="editor-body">
          <Palette nodes={catalogue.nodes} onAdd={(type) => add(type, null)} />
          <div className="canvas">
            <JourneyCanvas
              drawing={drawing}
              nodes={nodes}
              selected={selected}
              jump={jump}
              above={problemsPlace}
              onSelect={select}
              onChange={draft.change}
              onDrop={(type, at) => add(type, at)}
            />
            <OlderPeople
              counts={counts.data ?? null}
              onOpen={() => setPeople({ node: null, before: counts.data?.version ?? null })}
            />
            <div className="problems-place" ref={problemsPlace}>
              <ProblemList problems={problems} open={problemsOpen} onOpen={setProblemsOpen} onJump={select} />
            </div>
          </div>
          {node !== null && (
            <NodePanel
              key={node.id}
              node={node}
              entry={node.id === drawing.entry}
              catalogue={catalogue}
              problems={problems.filter((problem) => problem.node === node.id)}
              onSet={(settings) => draft.change({ kind: 'set', node: node.id, settings })}
              onRemove={() => {
                draft.change({ kind: 'remove', nodes: [node.id], edges: [] })
                select(null)
              }}
              onClose={() => select(null)}
            />
          )}
          {node === null && policyOpen && (
            <PolicyPanel
              policy={drawing.policy}
              onSet={(policy) => draft.change({ kind: 'policy', policy })}
              onClose={() => setPolicyOpen(false)}
            />
          )}
        </div>
        <PeopleDrawer
          journey={detail.id}
          asked={people}
          nodes={drawing.nodes}
          catalogue={catalogue}
          onClose={() => setPeople(null)}
        />
        <LeaveGuard blocker={leaving} flush={draft.flush} />
      </div>
    </FormWorldContext>
  )
}
