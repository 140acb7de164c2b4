import type { GaugeSource } from '../../platform/http/metrics'
import { DeliveryTable } from './delivery.tables'

/** What an operator watches: how many messages stand where, and how far behind the sender is. */
export const deliveryGauges: GaugeSource[] = [
  {
    name: 'cunsuo_deliveries',
    help: 'Messages and tasks by channel and state',
    labels: ['channel', 'state'],
    read: async (db) => {
      const rows = await db
        .createQueryBuilder(DeliveryTable, 'd')
        .select('d.channel', 'channel')
        .addSelect('d.state', 'state')
        .addSelect('COUNT(*)', 'count')
        .groupBy('d.channel')
        .addGroupBy('d.state')
        .getRawMany<{ channel: string; state: string; count: number | string }>()
      return rows.map(({ channel, state, count }) => ({ labels: { channel, state }, value: Number(count) }))
    },
  },
  {
    name: 'cunsuo_deliveries_oldest_due_seconds',
    help: 'How long the oldest due message has been waiting for the sender',
    labels: [],
    read: async (db, now) => {
      const oldest = await db.findOne(DeliveryTable, {
        select: { id: true, nextAt: true },
        where: { state: 'waiting' },
        order: { nextAt: 'ASC' },
      })
      return [{ labels: {}, value: oldest ? Math.max(0, (now.getTime() - oldest.nextAt.getTime()) / 1000) : 0 }]
    },
  },
]
