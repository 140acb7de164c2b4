import { Text, View } from '@tarojs/components'

export default function Liaison() {
  return (
    <View>
      <Text>对接人</Text>
    </View>
  )
}
