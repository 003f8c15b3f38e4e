export default { navigationBarTitleText: '绑定手机号' }
