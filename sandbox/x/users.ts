/** Users of X: the one behind the token, and look-ups by id and by name. */
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { invalidParameter, notFoundEntry } from './answers.ts';
import { checkParameters, listed } from './query.ts';
import { userResource } from './resources.ts';
import { USERS, type XStore } from './store.ts';

const USER_FIELDS = [
  'affiliation',
  'confirmed_email',
  'connection_status',
  'created_at',
  'description',
  'entities',
  'id',
  'is_identity_verified',
  'location',
  'most_recent_tweet_id',
  'name',
  'parody',
  'pinned_tweet_id',
  'profile_banner_url',
  'profile_image_url',
  'protected',
  'public_metrics',
  'receives_your_dm',
  'subscribes_to_you',
  'subscription',
  'subscription_type',
  'url',
  'username',
  'verified',
  'verified_followers_count',
  'verified_type',
  'withheld',
] as const;
export const USER_PARAMETERS = ['user.fields', 'expansions', 'tweet.fields'] as const;

export const userFields = (request: SandboxRequest): string[] => listed(request, 'user.fields', USER_FIELDS);

export function createXUsers(store: XStore) {
  const resource = (request: SandboxRequest, user: Account) => userResource(user, userFields(request), store);

  /** Whoever is not found is an entry of `errors`; the status stays 200. */
  const found = (request: SandboxRequest, parameter: string, asked: readonly string[], many: boolean) => {
    const pick = (value: string) =>
      USERS.find((user) =>
        parameter.startsWith('id') ? user.id === value : user.username.toLowerCase() === value.toLowerCase(),
      );
    const data = asked.flatMap((value) => pick(value) ?? []).map((user) => resource(request, user));
    const errors = asked
      .filter((value) => pick(value) === undefined)
      .map((value) => notFoundEntry(value, parameter, 'user'));
    return {
      status: 200,
      json: { ...(data.length > 0 && { data: many ? data : data[0] }), ...(errors.length > 0 && { errors }) },
    };
  };

  const several =
    (parameter: 'ids' | 'usernames', shape: RegExp) =>
    (request: SandboxRequest): SandboxResponse => {
      checkParameters(request, [parameter, ...USER_PARAMETERS]);
      const asked = (request.query.get(parameter) ?? '').split(',');
      const bad = asked.find((value) => !shape.test(value));
      if (bad !== undefined || asked.length > 100)
        throw invalidParameter(
          parameter,
          asked,
          `The \`${parameter}\` query parameter value [${bad ?? asked.length}] is not valid`,
        );
      return found(request, parameter, asked, true);
    };

  const single =
    (parameter: 'id' | 'username', shape: RegExp) =>
    (request: SandboxRequest): SandboxResponse => {
      checkParameters(request, USER_PARAMETERS);
      const value = request.params[parameter] ?? '';
      if (!shape.test(value))
        throw invalidParameter(
          parameter,
          [value],
          `The \`${parameter}\` query parameter value [${value}] is not valid`,
        );
      return found(request, parameter, [value], false);
    };

  return {
    me: (request: SandboxRequest, user: Account, scopes: readonly string[]): SandboxResponse => {
      checkParameters(request, USER_PARAMETERS);
      const wantsEmail = userFields(request).includes('confirmed_email') && scopes.includes('users.email');
      const email = wantsEmail ? { confirmed_email: `${user.username}@example.com` } : {};
      return { status: 200, json: { data: { ...resource(request, user), ...email } } };
    },
    byIds: several('ids', /^[0-9]{1,19}$/),
    byNames: several('usernames', /^[A-Za-z0-9_]{1,15}$/),
    byId: single('id', /^[0-9]{1,19}$/),
    byName: single('username', /^[A-Za-z0-9_]{1,15}$/),
  };
}
