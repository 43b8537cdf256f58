/** The things that ids name, in English. */

export const THINGS = {
  post: 'post',
  target: 'target',
  targetOfPost: 'target of this post',
  targetOfAccount: 'target of this account',
  media: 'media',
  brand: 'brand',
  account: 'social account',
  accountOfBrand: 'account of this brand',
  key: 'API key',
  workspace: 'workspace',
  endpoint: 'webhook endpoint',
  notification: 'notification',
  delivery: 'webhook delivery',
} as const;
export type Thing = keyof typeof THINGS;
