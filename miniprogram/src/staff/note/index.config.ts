export default { navigationBarTitleText: '写跟进' }
