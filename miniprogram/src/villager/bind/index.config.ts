export default definePageConfig({ navigationBarTitleText: '用户号绑定', enablePullDownRefresh: false })
