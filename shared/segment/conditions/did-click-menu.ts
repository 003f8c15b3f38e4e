import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-click-menu',
  label: '点击公众号菜单',
  acts: {
    clicked: { label: '点击菜单', event: 'menu.clicked' },
    viewed: { label: '打开菜单链接', event: 'menu.viewed' },
  },
  fields: { key: '菜单', url: '链接', scanned: '扫到的内容', place: '地点' },
})
