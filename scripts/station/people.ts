import type { Random } from './random'

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
  '欧阳',
  '上官',
]
// The last ones are missing from GBK or rare: a register that loses them has lost a person's name.
const GIVEN = [
  ...['建华', '国庆', '秀兰', '桂英', '玉珍', '志刚', '文斌', '淑芬', '永强', '海峰', '德胜', '春生', '长友', '金凤'],
  ...['守义', '小燕', '红梅', '明辉', '凤兰', '广发', '万山', '翠花', '洪波', '敏', '静', '强', '勇', '杰', '霞', '玲'],
  ...['㛃', '喆', '赟', '䶮'],
]
const MOBILE_PREFIXES = [
  '135',
  '136',
  '137',
  '138',
  '139',
  '150',
  '151',
  '158',
  '159',
  '176',
  '182',
  '186',
  '187',
  '199',
]

/** A made-up full name. */
export const personName = (random: Random): string => random.pick(SURNAMES) + random.pick(GIVEN)

/** A made-up mobile number: eleven digits with a prefix in use. It may be somebody's: a demonstration sends nothing to the outside. */
export const mobileNumber = (random: Random): string =>
  random.pick(MOBILE_PREFIXES) + String(random.int(0, 99_999_999)).padStart(8, '0')
