import { Text } from '@tarojs/components'
import { Screen } from '../../components/screen'
import { TextSizeChooser } from '../../components/text-size'

export default function Mine() {
  return (
    <Screen>
      <Text className="title">字号</Text>
      <TextSizeChooser />
    </Screen>
  )
}
