/** How Instagram's Graph API speaks: parameters, field projection, errors, tokens and usage headers. */
import { randomBytes } from 'node:crypto';
import type { Account, SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { type AccessToken, bearer, type OAuth } from '../oauth.ts';
import { Refusal } from '../refusal.ts';

export interface GraphAccount extends Account {
  /** The id the app sees at the token endpoint and as `id` of `/me`; not the id to publish with. */
  scopedId: string;
  accountType: 'BUSINESS' | 'MEDIA_CREATOR';
  followers: number;
}

const GRAPH_ERRORS = {
  TOKEN_MISSING: [190, undefined, 'OAuthException', 'An access token is required to request this resource.'],
  TOKEN_INVALID: [190, undefined, 'OAuthException', 'Invalid OAuth access token - Cannot parse access token'],
  TOKEN_EXPIRED: [190, 463, 'OAuthException', 'Error validating access token: Session has expired.'],
  TOKEN_REVOKED: [
    190,
    458,
    'OAuthException',
    'Error validating access token: The user has not authorized application.',
  ],
  TOKEN_NOT_SHORT: [452, undefined, 'OAuthException', 'Session key invalid. This token cannot be exchanged.'],
  TOKEN_TOO_YOUNG: [
    100,
    undefined,
    'OAuthException',
    'The access token must be at least 24 hours old to be refreshed.',
  ],
  CLIENT_SECRET: [1, undefined, 'OAuthException', 'Error validating client secret.'],
  PERMISSION: [10, undefined, 'OAuthException', '(#10) Application does not have permission for this action'],
  NO_OBJECT: [
    100,
    33,
    'GraphMethodException',
    'Unsupported request. The object does not exist, cannot be loaded due to missing permissions, or does not support this operation.',
  ],
  UNKNOWN_PATH: [2500, undefined, 'OAuthException', 'Unknown path components'],
  SYNTAX: [2500, undefined, 'OAuthException', 'Syntax error in the field list'],
  PARAMETER: [100, undefined, 'OAuthException', 'Invalid parameter'],
  FIELD: [100, undefined, 'IGApiException', '(#100) Tried accessing nonexisting field'],
  MEDIA_TYPE: [100, 2207023, 'OAuthException', 'The media type is unknown'],
  VIDEO_TYPE_GONE: [
    100,
    2207067,
    'OAuthException',
    'The VIDEO value for media_type is no longer supported. Use the REELS media type.',
  ],
  CHILD_COUNT: [100, 2207028, 'OAuthException', 'A carousel needs 2 to 20 children'],
  CAPTION: [36004, 2207010, 'OAuthException', 'The caption was too long'],
  COLLABORATOR: [110, 2207018, 'OAuthException', 'Cannot access the user to be invited'],
  IMAGE_SIZE: [36000, 2207004, 'OAuthException', 'The image is too large to download. It should be less than 8 MiB.'],
  IMAGE_FORMAT: [36001, 2207005, 'OAuthException', 'The image format is not supported. Supported formats are: JPEG.'],
  IMAGE_RATIO: [36003, 2207009, 'OAuthException', 'The submitted image has an aspect ratio that cannot be published.'],
  FETCH: [9004, 2207052, 'OAuthException', 'The media could not be fetched from this URI.'],
  FETCH_TIMEOUT: [-2, 2207003, 'OAuthException', 'It takes too long to download the media.'],
  NOT_READY: [9007, 2207027, 'OAuthException', 'The media is not ready for publishing, please wait for a moment'],
  NO_MEDIA: [24, 2207006, 'OAuthException', 'The requested resource does not exist'],
  EXPIRED: [-2, 2207020, 'OAuthException', 'The media you are trying to access has expired.'],
  BROKEN: [-1, 2207053, 'OAuthException', 'An unknown error occurred while uploading.'],
  QUOTA: [
    9,
    2207042,
    'OAuthException',
    'Application request limit reached: you reached the maximum number of posts that is allowed to be published.',
  ],
  APP_THROTTLED: [4, undefined, 'OAuthException', '(#4) Application request limit reached'],
  CONTAINER_QUOTA: [
    80002,
    undefined,
    'OAuthException',
    'There have been too many calls to this Instagram account. Wait a bit and try again.',
  ],
  NOT_TRIAL: [100, 2207081, 'OAuthException', 'This account is not eligible for trial reels.'],
  SPAM: [
    4,
    2207051,
    'OAuthException',
    'We restrict certain activity to protect our community. Tell us if you think we made a mistake.',
  ],
  RESTRICTED: [25, 2207050, 'OAuthException', 'The Instagram account is restricted.'],
  LOCATION: [100, undefined, 'OAuthException', 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID'],
} as const satisfies Record<
  string,
  readonly [code: number, subcode: number | undefined, type: string, message: string]
>;
export type GraphError = keyof typeof GRAPH_ERRORS;

/** Graph answers 400 to nearly everything; the code and the subcode carry the meaning. */
export function graphError(name: GraphError, detail?: string): SandboxResponse {
  const [code, subcode, type, message] = GRAPH_ERRORS[name];
  const trace = randomBytes(8).toString('base64url');
  const error = {
    message: detail === undefined ? message : `${message}: ${detail}`,
    type,
    code,
    ...(subcode !== undefined && {
      error_subcode: subcode,
      is_transient: false,
      error_user_title: message,
      error_user_msg: message,
    }),
    fbtrace_id: trace,
  };
  const challenge =
    code === 190 ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${message}"` } : undefined;
  return { status: 400, headers: { 'x-fb-trace-id': trace, ...challenge }, json: { error } };
}

export function refuse(name: GraphError, detail?: string): never {
  throw new Refusal(graphError(name, detail));
}

/** The parameters of a call: Graph merges query and body, whatever the body's type. */
export function parameters(request: SandboxRequest): Record<string, unknown> {
  if (request.bodyProblem !== undefined) refuse('PARAMETER', `request body: ${request.bodyProblem}`);
  const body = request.form !== undefined ? Object.fromEntries(request.form) : request.json;
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    refuse('PARAMETER', 'request body');
  const given: Record<string, unknown> = { ...Object.fromEntries(request.query), ...body };
  // Meta's own SDK repeats the id of the path in the body.
  const stays = ([name, value]: [string, unknown]) =>
    !STANDARD.includes(name) && !(name === 'id' && value === request.params.id);
  return Object.fromEntries(Object.entries(given).filter(stays));
}

/** What every Graph call takes beside its own parameters. */
const STANDARD = ['fields', 'format', 'pretty', 'debug', 'locale', 'appsecret_proof', 'suppress_http_code'];

export interface Session {
  access: AccessToken;
  account: GraphAccount;
}

export interface GraphContext {
  state: SandboxState;
  oauth: OAuth;
  accounts: readonly GraphAccount[];
}

/** Resolves the token, wherever Graph allows it to stand. */
export function authenticate(ctx: GraphContext, request: SandboxRequest, scope?: string): Session {
  const given = parameters(request).access_token ?? bearer(request);
  const found = ctx.oauth.access(typeof given === 'string' ? given : undefined);
  if (!found.ok) {
    const name = {
      missing: 'TOKEN_MISSING',
      unknown: 'TOKEN_INVALID',
      expired: 'TOKEN_EXPIRED',
      revoked: 'TOKEN_REVOKED',
    } as const;
    return refuse(name[found.reason]);
  }
  const account = ctx.accounts.find((one) => one.id === found.access.grant.accountId);
  if (account === undefined) return refuse('NO_OBJECT');
  if (scope !== undefined && !found.access.grant.scopes.includes(scope)) refuse('PERMISSION', scope);
  return { access: found.access, account };
}

/** The account a path names; `me` and the publishing id work, anything else does not exist for this token. */
export function ownAccount(session: Session, id: string | undefined): GraphAccount {
  if (id !== 'me' && id !== session.account.id) refuse('NO_OBJECT', `ID '${id}'`);
  return session.account;
}

/** One name of a `fields` list, its modifiers (`.limit(5)`, passed over) and what is asked below it. */
const FIELD = /\s*([^,{}()\s]+?)(?:\.\w+\([^()]*\))*(?:\{((?:[^{}]|\{[^{}]*\})*)\})?\s*(?:,|$)/g;

/** `id,children{id,media_type},comments.limit(5){text}` as names with what is asked below each. */
function selection(fields: string): Map<string, string | undefined> {
  const names = [...fields.matchAll(FIELD)];
  if (names.map(([whole]) => whole).join('') !== fields) refuse('SYNTAX', fields);
  return new Map(names.map(([, name = '', below]) => [name, below]));
}

/** Picks what `fields` asks for, `id` always; a name the node does not have fails the whole call. */
export function project(
  object: Record<string, unknown>,
  fields: string | null,
  known: readonly string[],
  always = ['id'],
): Record<string, unknown> {
  const asked = selection(fields ?? '');
  const unknown = [...asked.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) refuse('FIELD', `(${unknown})`);
  const names = [...new Set([...asked.keys(), ...always])];
  return Object.fromEntries(
    names.flatMap((name) => (object[name] === undefined ? [] : [[name, below(object[name], asked.get(name))]])),
  );
}

/** What hangs below a node is its id, unless more is asked for. */
function below(value: unknown, fields: string | undefined): unknown {
  if (value instanceof Edge)
    return { data: value.nodes.map((node) => project(node, fields ?? null, Object.keys(node))) };
  if (fields === undefined || typeof value !== 'object' || value === null) return value;
  const node = { ...value };
  return project(node, fields, Object.keys(node));
}

/** The nodes at the end of an edge, as a field of a node. */
export class Edge {
  readonly nodes: readonly Record<string, unknown>[];
  constructor(nodes: readonly Record<string, unknown>[]) {
    this.nodes = nodes;
  }
}

export function graphTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+0000');
}
