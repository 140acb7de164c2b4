import { Text, View } from '@tarojs/components'
import type { RouteReply } from '../../../../shared/contract/contract'
import { useSession } from '../../api/api'
import { useRead } from '../../api/use-read'
import { useWrite } from '../../api/use-write'
import type { Village } from '../../api/village'
import { BigButton } from '../../components/big-button'
import { CallButton } from '../../components/call-button'
import { ConfirmButton } from '../../components/confirm-button'
import { Empty } from '../../components/empty'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { TroubleCard } from '../../components/trouble-card'
import { numbersOfHousehold, useNumbers } from '../call-numbers'

type Request = RouteReply<'GET /villages/:villageId/bindings'>[number]

export default function BindingsPage() {
  const session = useSession()
  return <Screen>{session ? <OwnVillages /> : <SignInCard words="对接人员请先登录。" />}</Screen>
}

function OwnVillages() {
  const me = useRead('GET /me', {})
  return (
    <Shown of={me}>
      {({ liaisonOf }) =>
        liaisonOf.length ? (
          liaisonOf.map((village) => <Requests key={village.id} village={village} />)
        ) : (
          <Empty words="您现在没有对接的村。" />
        )
      }
    </Shown>
  )
}

function Requests({ village }: { village: Village }) {
  const asked = useRead('GET /villages/:villageId/bindings', {
    params: { villageId: village.id },
    query: { state: 'asked' },
  })
  return (
    <>
      <Text className="title">{village.name}</Text>
      <Shown of={asked}>
        {(requests) =>
          requests.length ? (
            requests.map((request) => (
              <RequestCard key={request.id} request={request} onDecided={() => void asked.again()} />
            ))
          ) : (
            <Empty words="没有等您核对的申请。" />
          )
        }
      </Shown>
    </>
  )
}

function RequestCard({ request, onDecided }: { request: Request; onDecided(): void }) {
  const { id, household, person, relation } = request
  const decide = useWrite('POST /bindings/:id/decision')
  const calling = useNumbers(() => numbersOfHousehold(household.id))
  const answer = async (bound: boolean) => {
    if (await decide.write({ params: { id }, body: { bound } })) onDecided()
  }
  return (
    <View className="card">
      <Text className="title">
        {person.name || '没有写姓名'}（{relation}）
      </Text>
      <Text className="quiet">微信手机号：{person.phone ?? '没有验证'}</Text>
      <Text>
        想绑定：{household.name}　户号 {household.accountNo}
      </Text>
      <Text className="quiet">请打这户登记的电话，或当面问一句，确认是家里人再同意。</Text>
      <BigButton onTap={() => void calling.dial()}>☎ 打电话问这户</BigButton>
      {calling.numbers && calling.numbers.length > 1
        ? calling.numbers.map((each) => <CallButton key={each.phone} {...each} />)
        : null}
      {calling.numbers?.length === 0 ? <Text>这户没有登记电话，请当面核对。</Text> : null}
      {calling.trouble ? <TroubleCard trouble={calling.trouble} onAgain={() => void calling.dial()} /> : null}
      <ConfirmButton
        main
        question={`同意后，${person.name || '这个人'}能看到${household.name}家的停电和以后的电费。`}
        yes="核对过了，同意"
        onYes={() => void answer(true)}
      >
        同意绑定
      </ConfirmButton>
      <ConfirmButton question="不同意这个申请吗？对方可以再申请。" yes="不同意" onYes={() => void answer(false)}>
        不同意
      </ConfirmButton>
      {decide.trouble ? <TroubleCard trouble={decide.trouble} /> : null}
    </View>
  )
}
