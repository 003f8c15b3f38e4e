export default { navigationBarTitleText: '我的顾问' }
