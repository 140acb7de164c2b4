import { Text } from '@tarojs/components'
import { Screen } from '../../components/screen'

export default function Bills() {
  return (
    <Screen>
      <Text className="title">电费</Text>
    </Screen>
  )
}
