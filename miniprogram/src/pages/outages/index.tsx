import { Text, View } from '@tarojs/components'

export default function Outages() {
  return (
    <View>
      <Text>停电</Text>
    </View>
  )
}
