/** Who the Google user behind a token is: the userinfo addresses, the id token, and the key that signs it. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { bearer, type OAuth } from '../oauth.ts';
import type { Grant } from '../oauth-rules.ts';
import { no } from './answers.ts';
import { CHANNELS } from './store.ts';

const SCOPE = 'https://www.googleapis.com/auth/userinfo.';
export const IDENTITY_SCOPES = ['openid', 'email', 'profile', `${SCOPE}email`, `${SCOPE}profile`];

const ISSUER = 'https://accounts.google.com';
const KEY_ID = 'sandbox';
const ID_TOKEN_SECONDS = 3600;

export interface Identity {
  /** `id` names the user in version 1 and 2, `sub` in version 3. */
  userinfo(version: 'v1' | 'v2' | 'v3'): (request: SandboxRequest) => SandboxResponse;
  certificates(request: SandboxRequest): SandboxResponse;
  /** For grants with `openid`. */
  idToken(grant: Grant): Record<string, string>;
}

export function createIdentity(oauth: OAuth, now: () => number): Identity {
  let made: ReturnType<typeof newKeys> | undefined;
  const keys = () => {
    made ??= newKeys();
    return made;
  };

  return {
    userinfo: (version) => (request) => {
      const answer = oauth.access(bearer(request) ?? request.query.get('access_token') ?? undefined);
      const claims = answer.ok ? claimsOf(answer.access.grant) : {};
      // A token without any of the scopes counts as none.
      if (Object.keys(claims).length === 0) throw unauthenticated();
      const { sub, email_verified, ...others } = claims;
      const json = { id: sub, ...(email_verified !== undefined && { verified_email: email_verified }), ...others };
      return { status: 200, json: version === 'v3' ? claims : json };
    },
    certificates: () => {
      const key = keys().publicKey.export({ format: 'jwk' });
      return { status: 200, json: { keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] } };
    },
    idToken: (grant) => {
      if (!grant.scopes.includes('openid')) return {};
      const iat = Math.floor(now() / 1000);
      const head = { iss: ISSUER, azp: grant.clientId, aud: grant.clientId };
      const { nonce } = grant.asked;
      const payload = {
        ...head,
        ...claimsOf(grant),
        ...(nonce !== undefined && { nonce }),
        iat,
        exp: iat + ID_TOKEN_SECONDS,
      };
      const text = [{ alg: 'RS256', kid: KEY_ID, typ: 'JWT' }, payload].map(encoded).join('.');
      return { id_token: `${text}.${sign('sha256', Buffer.from(text), keys().privateKey).toString('base64url')}` };
    },
  };
}

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What the scopes of the grant let the app know. The Google user is another than the channel, and has another id. */
function claimsOf({ accountId, scopes }: Grant): Record<string, string | boolean> {
  const channel = CHANNELS.find(({ id }) => id === accountId);
  if (channel === undefined) return {};
  const has = (name: string) => scopes.includes(name) || scopes.includes(`${SCOPE}${name}`);
  if (!has('email') && !has('profile') && !scopes.includes('openid')) return {};
  const digest = createHash('sha256').update(channel.id).digest();
  const sub = `1${digest.readBigUInt64BE().toString().padStart(20, '0')}`;
  const [given = '', family = ''] = channel.displayName.split(' ');
  const picture = `https://lh3.googleusercontent.com/a/${channel.username}=s96-c`;
  return {
    sub,
    ...(has('profile') && { name: channel.displayName, given_name: given, family_name: family, picture }),
    ...(has('email') && { email: `${channel.username}@gmail.com`, email_verified: true }),
  };
}

const unauthenticated = () =>
  no(401, 'required', 'Request is missing required authentication credential. Expected OAuth 2 access token.', {
    location: 'Authorization',
    locationType: 'header',
    status: 'UNAUTHENTICATED',
  });
