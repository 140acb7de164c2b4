export default definePageConfig({ navigationBarTitleText: '停电通知' })
