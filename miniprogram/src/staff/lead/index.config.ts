export default { navigationBarTitleText: '客户' }
