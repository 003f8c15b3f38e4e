export default { navigationBarTitleText: '销售工作台', enablePullDownRefresh: true }
