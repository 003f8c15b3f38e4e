import { colour } from '../../shared/design-tokens.ts'

export default {
  pages: ['pages/home/index', 'pages/phone/index', 'pages/form/index', 'pages/advisor/index', 'pages/web/index'],
  subPackages: [{ root: 'staff', pages: ['alerts/index', 'lead/index', 'note/index'] }],
  window: {
    navigationBarBackgroundColor: colour.card,
    navigationBarTextStyle: 'black',
    navigationBarTitleText: '会员中心',
    backgroundColor: colour.page,
    backgroundTextStyle: 'dark',
  },
  // In a browser a page that slides in is half off the screen and taken for an overflow; WeChat slides pages itself.
  ...(process.env.TARO_ENV === 'h5' ? { animation: false } : {}),
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
}
