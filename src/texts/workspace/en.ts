/** What is said about accounts, their connection, brands, keys, budgets and webhooks, in English. */
import type { Catalogue, Told } from '../../lib/texts.ts';

export const en = {
  /* Brands and keys. */
  brandCommitted: ({ count }: { count: number }, { number }) =>
    `${number(count)} targets of the brand may be going live; wait for them, or resolve their outcome`,
  brandBusy: ({ count }: { count: number }, { number }) =>
    `${number(count)} targets of the brand are scheduled or being published; cancel them, or use force`,
  keyShown: 'this call was made before; the key was shown then and is kept nowhere',
  keyOutlives: ({ limit, until }: { limit: string; until: string | null }, { instant }) =>
    `your own key ends at ${instant(limit)}; this one ${until === null ? 'never ends' : `works until ${instant(until)}`}`,
  keyWithoutScopes: 'a key without scopes can do nothing',
  keyRevoked: 'the key is revoked',
  keyLastAdmin: 'no other API key could administer the workspace then; make one first, or use force',
  keyReachesMore: 'the key also reaches brands that yours does not',

  /* Accounts. */
  accountsTestedJustNow: ({ count, retryAt }: { count: number; retryAt: string }, { number, plural, instant }) =>
    `${plural(count, { one: 'the account was', other: `${number(count)} accounts were` })} tested less than a minute ago; test again at ${instant(retryAt)}`,
  accountSyncedJustNow: ({ retryAt }: { retryAt: string }, { instant }) =>
    `the account may be synced again at ${instant(retryAt)}`,
  accountNotReadable: 'the account must be connected again before its figures can be read',
  accountBusy: ({ count }: { count: number }, { number }) =>
    `${number(count)} targets of the account are scheduled, being published or unresolved; cancel or resolve them first`,
  notWithdrawable: ({ platform }: { platform: string }) =>
    `${platform} has no way to withdraw the grant from here; remove the app in the account's settings there.`,
  notWithdrawn: ({ platform, said }: { platform: string; said: Told }, { told }) =>
    `The credentials are deleted here, but ${platform} did not confirm the withdrawal: ${told(said)}`,

  /* Connecting one. */
  noApp: ({ platform }: { platform: string }) => `this installation has no app at ${platform}`,
  returnUrlNotWhole: 'returnUrl is not a whole address, such as https://app.example.com/accounts',
  returnUrlForbidden: ({ origin }: { origin: string }) =>
    `this installation sends nobody to ${origin}; its operator allows origins in SLIPWAY_RETURN_ORIGINS`,
  stateUnknown: 'unknown, used or expired state',
  stateInUse: 'the state is being used by another call',
  stateSealed: 'this connection was begun under an encryption key that is not configured any more',
  keyEnded: 'the API key that began this no longer works, or may no longer connect accounts',
  otherBrowser: 'the connection was begun in another browser',
  noCode: 'the platform sent no code',
  denied: ({ said }: { said: Told }, { told }) => `not granted: ${told(said)}`,
  scopesDenied: ({ scopes }: { scopes: string }) => `not granted: ${scopes}`,
  otherAccount: ({ name }: { name: string }) => `the platform was authorised as ${name}, which is another account`,
  connectedTwice: 'the same account is being connected twice; try again',
  connectionFailed: 'the connection failed',
  /** Words that come from elsewhere. */
  words: ({ said }: { said: Told }, { told }) => told(said),

  /* Budgets. */
  currencyNotBilled: ({ billed }: { billed: string }) =>
    `no platform of this installation bills in that currency; ${billed === '' ? 'none bills at all' : `billed is ${billed}`}`,

  /* Webhooks. */
  endpointSecretShown: 'this call was made before; the secret was shown then, and `rotateWebhookSecret` gives another',
  eventsNeedScope: ({ scope }: { scope: string }) =>
    `these events need the scope ${scope}, which the API key does not have`,
  endpointNeedsScope: ({ scope }: { scope: string }) => `this endpoint is told what needs the scope ${scope}`,
  endpointsFull: ({ max }: { max: number }, { number }) =>
    `the workspace has ${number(max)} webhook endpoints, which is the limit`,
  endpointWithoutEvents: 'an endpoint without events is told nothing',
  eventUnknown: ({ event }: { event: string | null }) =>
    `${event ?? 'this'} is no type of event; GET /webhooks/schema lists them`,
  queryRefused: ({ said }: { said: Told }, { told }) => told(said),
  nothingToChange: 'there is nothing to change',
  markOneWay: 'give `notificationIds` or `upToId`',
  endpointTestedJustNow: 'the endpoint was tested a moment ago',
  fromBeforeTo: '`from` must lie before `to`',
  replayTooLong: ({ max }: { max: number }, { number }) =>
    `more than ${number(max)} events lie between \`from\` and \`to\`; replay a shorter span`,
  grantEnds: ({ why, at }: { why: Told; at: string }, { told, instant }) => `${told(why)}: ${instant(at)}`,
  testDisconnected: 'The account is disconnected.',
  testNotTold: 'The platform did not get as far as telling.',
  testSwitchedOff:
    'Not asked: the platform bills it, and the operator has switched it off, or the budget of the workspace does not reach.',
  testTokenTaken: 'The platform takes the access token.',
  testScopesGranted: 'Everything that is asked for was granted.',
  testScopesPartly: ({ scopes }: { scopes: string }) => `Posts go out; not granted, for single features: ${scopes}.`,
  testScopesMissing: ({ scopes }: { scopes: string }) => `Not granted: ${scopes}.`,
  testIdentity: ({ name }: { name: string }) => `The access speaks for ${name}.`,
  testPermission: 'The platform says nothing against posts.',
  testQuotaFree: 'No allowance is known to be used.',
  testQuotaLeft: ({ name, left, limit }: { name: string; left: number; limit: number }, { number }) =>
    `${number(left)} of ${number(limit)} left of ${name}.`,
  testQuotaFull: (
    { name, left, limit, until }: { name: string; left: number; limit: number; until: string },
    { number, instant },
  ) => `${number(left)} of ${number(limit)} left of ${name}, until ${instant(until)}`,
  otherAccountTold: ({ name, id }: { name: string; id: string }) =>
    `the access speaks for ${name} (${id}), which is another account; it is not used for posts of this one`,
} as const satisfies Catalogue;
