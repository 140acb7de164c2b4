import { Text, View } from '@tarojs/components'
import { useSession } from '../../api/api'
import { useRead } from '../../api/use-read'
import { CallButton } from '../../components/call-button'
import { FindHousehold } from '../../components/find-household'
import { HouseholdWords } from '../../components/own-household'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { VillageCall } from '../../components/village-call'

export default function Bills() {
  const session = useSession()
  return (
    <Screen>
      {session ? (
        <OwnBills />
      ) : (
        <>
          <SignInCard words="登录以后，这里显示您自己家（和父母、子女家）的用电户。" />
          <View className="card">
            <Text>不登录也能问电费：</Text>
            <CallButton who="95598" phone="95598" note="24小时供电服务热线" />
          </View>
        </>
      )}
    </Screen>
  )
}

function OwnBills() {
  const me = useRead('GET /me', {})
  return (
    <Shown of={me}>
      {({ households }) =>
        households.length ? (
          <>
            <Text className="lead">电费账单还不能在这里看。要问电费、交电费，请打电话给对接人。</Text>
            {households.map((household) => (
              <View className="card" key={household.bindingId}>
                <HouseholdWords {...household} />
                <VillageCall villageId={household.village.id} />
              </View>
            ))}
          </>
        ) : (
          <FindHousehold onFound={() => void me.again()} />
        )
      }
    </Shown>
  )
}
