import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-service',
  label: '客服会话',
  acts: {
    entered: { label: '进入客服会话', event: 'service.entered' },
    started: { label: '客服接入', event: 'service.started' },
    ended: { label: '客服会话结束', event: 'service.ended' },
  },
  fields: { desk: '客服账号', agent: '接待人员', scene: '场景值' },
})
