import { Text } from '@tarojs/components'
import { Screen } from '../../components/screen'

export default function Outages() {
  return (
    <Screen>
      <Text className="title">停电</Text>
    </Screen>
  )
}
