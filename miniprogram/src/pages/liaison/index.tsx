import { Text } from '@tarojs/components'
import { Screen } from '../../components/screen'

export default function Liaison() {
  return (
    <Screen>
      <Text className="title">对接人</Text>
    </Screen>
  )
}
