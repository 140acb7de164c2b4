import Taro from '@tarojs/taro'

/**
 * WeChat's dialog that allows one message a template. Must be called in the tap itself, before anything is awaited, or
 * WeChat refuses it. Null where there is no such dialog.
 */
export const askSubscribe: ((templateIds: string[]) => Promise<Record<string, string>>) | null = (templateIds) =>
  // `entityIds` belongs to another platform; `errMsg` is taken out of the answer.
  Taro.requestSubscribeMessage({ tmplIds: templateIds, entityIds: [] }).then(({ errMsg: _, ...answers }) => ({
    ...(answers as unknown as Record<string, string>),
  }))
