export default definePageConfig({ navigationBarTitleText: '村委会今日' })
