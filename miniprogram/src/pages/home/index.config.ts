export default { navigationBarTitleText: '会员中心' }
