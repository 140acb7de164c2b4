import { CHANNELS } from '../../../shared/domain/channel'
import { DELIVERY_STATES } from '../../../shared/domain/delivery'
import type { GaugeSource } from '../../platform/http/metrics'
import { DeliveryTable } from './delivery.tables'

/** Deliveries by channel and state, zeros included: a curve that is missing looks like one that is well. */
export const deliveryGauge: GaugeSource = {
  name: 'cunsuo_deliveries',
  help: 'Deliveries by channel and state',
  labels: ['channel', 'state'],
  async read(db) {
    const rows = await db
      .createQueryBuilder(DeliveryTable, 'd')
      .select('d.channel', 'channel')
      .addSelect('d.state', 'state')
      .addSelect('COUNT(*)', 'count')
      .groupBy('d.channel')
      .addGroupBy('d.state')
      .getRawMany<{ channel: string; state: string; count: number | string }>()
    const counts = new Map(rows.map(({ channel, state, count }) => [`${channel} ${state}`, Number(count)]))
    return CHANNELS.flatMap((channel) =>
      DELIVERY_STATES.map((state) => ({ labels: { channel, state }, value: counts.get(`${channel} ${state}`) ?? 0 })),
    )
  },
}
