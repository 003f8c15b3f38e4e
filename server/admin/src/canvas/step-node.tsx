import {
  BellOutlined,
  BranchesOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  FieldTimeOutlined,
  HourglassOutlined,
  LogoutOutlined,
  NodeIndexOutlined,
  SendOutlined,
  TagOutlined,
  ThunderboltOutlined,
} from '@ant-design/icons'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo, type ReactNode } from 'react'
import { count } from '../ui/number.ts'
import type { FlowNode, NodeClass } from './flow.ts'

const icons: Record<string, ReactNode> = {
  'event-start': <ThunderboltOutlined />,
  'date-start': <CalendarOutlined />,
  'recurring-start': <FieldTimeOutlined />,
  wait: <ClockCircleOutlined />,
  'wait-for-event': <HourglassOutlined />,
  'yes-no': <BranchesOutlined />,
  send: <SendOutlined />,
  tag: <TagOutlined />,
  'alert-staff': <BellOutlined />,
  exit: <LogoutOutlined />,
}
const classIcons: Record<NodeClass, ReactNode> = {
  start: <ThunderboltOutlined />,
  branch: <BranchesOutlined />,
  act: <NodeIndexOutlined />,
  end: <LogoutOutlined />,
}

export const iconOf = (type: string, kind: NodeClass): ReactNode => icons[type] ?? classIcons[kind]

/** One node: bar by class, icon and name, its setting as a sentence, who stands here, its ways out. */
export const StepNode = memo(({ data, selected }: NodeProps<FlowNode>) => (
  <div
    className={`step-node step-${data.class} ${selected ? 'selected' : ''} ${data.problem === null ? '' : `has-${data.problem}`}`}
  >
    {data.class !== 'start' && <Handle type="target" position={Position.Left} />}
    <div className="step-head">
      <span className="step-icon">{iconOf(data.type, data.class)}</span>
      <span className="step-name">{data.label}</span>
    </div>
    <p className={`step-sentence ${data.complete ? '' : 'incomplete'}`} title={data.sentence}>
      {data.sentence}
    </p>
    {data.here === 0 && <span className="step-here quiet">此刻 0 人</span>}
    {data.here !== null && data.here > 0 && (
      <button
        type="button"
        className="step-here nodrag"
        onClick={(event) => {
          event.stopPropagation()
          data.onPeople(data.node)
        }}
      >
        此刻 {count(data.here)} 人
      </button>
    )}
    {data.ways.map((way, at) => {
      const top = `${((at + 1) / (data.ways.length + 1)) * 100}%`
      const words = data.ways.length > 1 ? way.label : ''
      return (
        <div key={way.exit}>
          <Handle
            id={way.exit}
            type="source"
            position={Position.Right}
            style={{ top }}
            className={way.open ? 'open' : ''}
            title={way.open ? `从“${way.label}”拖到下一个节点` : way.label}
          />
          {(words !== '' || way.passed > 0) && (
            <span className="step-way" style={{ top }}>
              {words}
              {way.passed > 0 && <b> {count(way.passed)}</b>}
            </span>
          )}
        </div>
      )
    })}
  </div>
))
