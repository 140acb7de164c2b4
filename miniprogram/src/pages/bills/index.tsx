import { Text, View } from '@tarojs/components'

export default function Bills() {
  return (
    <View>
      <Text>电费</Text>
    </View>
  )
}
