/** Who a person is to the system. A person may hold one role; a villager's rights come from the households bound to them. */
export const ROLES = ['villager', 'committee', 'liaison', 'duty_manager', 'station_admin'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_WORDS: Record<Role, string> = {
  villager: '村民',
  committee: '村委会成员',
  liaison: '对接人员',
  duty_manager: '值班经理',
  station_admin: '供电所管理员',
}

/** The roles held by people employed by the station. */
export const STAFF_ROLES = ['liaison', 'duty_manager', 'station_admin'] as const satisfies readonly Role[]
export type StaffRole = (typeof STAFF_ROLES)[number]

export const isStaffRole = (role: Role): role is StaffRole => (STAFF_ROLES as readonly Role[]).includes(role)
