import { Text } from '@tarojs/components'
import { Screen } from '../../components/screen'

export default function Home() {
  return (
    <Screen>
      <Text className="title">首页</Text>
    </Screen>
  )
}
