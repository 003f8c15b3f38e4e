/** Invented names: common surnames and two-syllable given names, mixed by the seed. Nobody is meant. */
export const SURNAMES =
  '陈 林 黄 周 吴 徐 孙 朱 马 胡 郭 何 高 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 曾 彭 萧 蔡 潘 田 董 袁 于 余 叶 蒋 杜 苏 魏 程 吕 丁 沈 任 姚 卢 傅 钟 姜 崔'.split(
    ' ',
  )
export const GIVEN =
  '雨桐 子涵 思远 嘉怡 浩然 诗涵 俊杰 梓萱 明轩 欣怡 宇航 若曦 天佑 佳琪 志远 静怡 文博 雅婷 建国 晓东 慧敏 海燕 国强 丽华 晨曦 泽宇 语嫣 向阳 可欣 一鸣 秋实 春梅 振宇 淑芬 立新 安琪 书豪 美玲 家豪 凯文 新宇 玉兰 长青 红梅 思琪 亦辰 初夏 锦程 清扬 云帆'.split(
    ' ',
  )
export const CITIES = [
  '杭州',
  '上海',
  '苏州',
  '南京',
  '宁波',
  '广州',
  '深圳',
  '成都',
  '武汉',
  '长沙',
  '青岛',
  '厦门',
] as const
