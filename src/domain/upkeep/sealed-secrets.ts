/** Everything that is sealed in the database, by the key that it is under: told to the operator, and moved under the newest key. */
import type { AppContext } from '../../context.ts';
import { VaultError } from '../../lib/crypto.ts';
import type { SocialAccount, WebhookEndpoint } from '../../lib/prisma/client.ts';
import { isLost, openCredentials, sealCredentials } from '../accounts/credentials.ts';
import { appendAuditEntries } from '../audit/entry.ts';
import { stepSealContext } from '../engine/journal/sealing.ts';
import { sealContext } from '../webhooks/endpoint-rows.ts';

export type Vaulted = Pick<AppContext, 'db' | 'vault'>;

export type SealedAccount = Pick<
  SocialAccount,
  'id' | 'workspaceId' | 'credentials' | 'credentialsKeyId' | 'status' | 'statusReason'
>;

/** What a target that is being published has kept to itself: the address of an upload. */
interface SealedStep {
  targetId: string;
  workspaceId: string;
  step: string;
  result: Readonly<Record<string, unknown>>;
}

export interface KeyUse {
  keyId: string;
  isConfigured: boolean;
  isNewest: boolean;
  accounts: number;
  uploads: number;
  webhooks: number;
}

export interface Survey {
  /** Every key that is configured or still needed, the newest first. */
  keys: KeyUse[];
  /** Under a key that is configured, and do not open: changed, or put here from another row. */
  broken: { what: 'account' | 'upload' | 'webhook'; id: string; keyId: string }[];
}

/** Told after each batch: how many were looked at and how many moved. */
export type Progress = (counts: { looked: number; moved: number }) => void;

const BATCH = 500;

/** Opens everything that is sealed, and changes nothing. */
export async function surveyKeys(ctx: Vaulted): Promise<Survey> {
  const uses = new Map<string, KeyUse>();
  const broken: Survey['broken'] = [];
  const use = (keyId: string): KeyUse => {
    const { newestKeyId } = ctx.vault;
    const fresh = {
      keyId,
      isConfigured: ctx.vault.holds(keyId),
      isNewest: keyId === newestKeyId,
      accounts: 0,
      uploads: 0,
      webhooks: 0,
    };
    const known = uses.get(keyId) ?? fresh;
    uses.set(keyId, known);
    return known;
  };
  for (const keyId of ctx.vault.keyIds) use(keyId);
  for await (const account of sealedAccounts(ctx, 'true', [])) {
    const keyId = keyIdOf(ctx, account.credentials) ?? '';
    use(keyId).accounts++;
    if (ctx.vault.holds(keyId) && !opens(ctx, account)) broken.push({ what: 'account', id: account.id, keyId });
  }
  for await (const { targetId, result } of sealedSteps(ctx))
    for (const { keyId, sealed } of secretsIn(ctx, result)) {
      use(keyId).uploads++;
      if (ctx.vault.holds(keyId) && opened(ctx, sealed, stepSealContext(targetId)) === null)
        broken.push({ what: 'upload', id: targetId, keyId });
    }
  for (const endpoint of await sealedEndpoints(ctx))
    for (const sealed of endpointSecrets(endpoint)) {
      const keyId = keyIdOf(ctx, sealed) ?? '';
      use(keyId).webhooks++;
      if (ctx.vault.holds(keyId) && opened(ctx, sealed, sealContext(endpoint)) === null)
        broken.push({ what: 'webhook', id: endpoint.id, keyId });
    }
  return { keys: [...uses.values()], broken };
}

/**
 * Seals what is under an older key with the newest one, row by row: a process that dies leaves each row under one key or
 * the other, and the next run goes on with the rest. What no configured key opens stays as it is.
 */
export async function resealAll(
  ctx: Vaulted,
  actor: 'OPERATOR' | 'SYSTEM',
  progress: Progress = () => undefined,
): Promise<{ moved: number }> {
  const { newestKeyId } = ctx.vault;
  await noteRotation(ctx, actor);
  let looked = 0;
  let moved = 0;
  const count = (changed: readonly unknown[]) => {
    looked++;
    moved += changed.length;
    if (looked % BATCH === 0) progress({ looked, moved });
  };
  for await (const account of sealedAccounts(ctx, 'credentials_key_id <> $3', [newestKeyId]))
    count(opens(ctx, account) ? await resealAccount(ctx, account) : []);
  for await (const step of sealedSteps(ctx)) count(await resealStep(ctx, step));
  for (const endpoint of await sealedEndpoints(ctx)) count(await resealEndpoint(ctx, endpoint));
  progress({ looked, moved });
  return { moved };
}

/** Before anything moves, in each workspace that has something to move: a run may break off anywhere. */
async function noteRotation(ctx: Vaulted, actor: 'OPERATOR' | 'SYSTEM'): Promise<void> {
  const { newestKeyId } = ctx.vault;
  const workspaces = new Set<string>();
  for await (const account of sealedAccounts(ctx, 'credentials_key_id <> $3', [newestKeyId]))
    if (opens(ctx, account)) workspaces.add(account.workspaceId);
  for await (const step of sealedSteps(ctx)) if (movable(ctx, step).length > 0) workspaces.add(step.workspaceId);
  for (const endpoint of await sealedEndpoints(ctx))
    if (plainOfOld(ctx, endpoint) !== null) workspaces.add(endpoint.workspaceId);
  if (workspaces.size === 0) return;
  await ctx.db.tx(async (tx) =>
    appendAuditEntries(tx, () =>
      [...workspaces].map((workspaceId) => ({
        ...{ workspaceId, actor, action: 'rotateKeys', result: 'DONE' as const },
        ...{ subject: 'WORKSPACE' as const, subjectId: workspaceId, details: { newestKey: newestKeyId } },
      })),
    ),
  );
}

// In both, nothing changes if the row was changed in the meantime: then it is under the newest key already.
const resealAccount = (ctx: Vaulted, account: SealedAccount): Promise<unknown[]> =>
  ctx.db.query(
    'UPDATE social_account SET credentials = $2, credentials_key_id = $3 WHERE id = $1 AND credentials = $4 RETURNING 1',
    [
      account.id,
      sealCredentials(ctx, account, openCredentials(ctx, account)),
      ctx.vault.newestKeyId,
      account.credentials,
    ],
  );

const movable = (ctx: Vaulted, { targetId, result }: SealedStep): { key: string; plain: string }[] =>
  secretsIn(ctx, result).flatMap(({ key, keyId, sealed }) => {
    const plain = keyId === ctx.vault.newestKeyId ? null : opened(ctx, sealed, stepSealContext(targetId));
    return plain === null ? [] : [{ key, plain }];
  });

async function resealStep(ctx: Vaulted, sealed: SealedStep): Promise<unknown[]> {
  const { targetId, step, result } = sealed;
  const moved = movable(ctx, sealed).map(({ key, plain }) => [
    key,
    ctx.vault.seal(plain, stepSealContext(targetId)).toString('base64'),
  ]);
  if (moved.length === 0) return [];
  return ctx.db.query(
    `UPDATE publish_step SET result = result || $3::jsonb WHERE target_id = $1 AND step = $2 AND result = $4::jsonb RETURNING 1`,
    [targetId, step, JSON.stringify(Object.fromEntries(moved)), JSON.stringify(result)],
  );
}

/** Null: nothing of it is under an older key, or something does not open. */
function plainOfOld(ctx: Vaulted, endpoint: SealedEndpoint): string[] | null {
  const isOld = (sealed: Uint8Array) => keyIdOf(ctx, sealed) !== ctx.vault.newestKeyId;
  const secrets = endpointSecrets(endpoint);
  const plain = secrets.map((sealed) => opened(ctx, sealed, sealContext(endpoint))).filter((text) => text !== null);
  return secrets.some(isOld) && plain.length === secrets.length ? plain : null;
}

async function resealEndpoint(ctx: Vaulted, endpoint: SealedEndpoint): Promise<unknown[]> {
  const plain = plainOfOld(ctx, endpoint);
  if (plain === null) return [];
  const [secret, oldSecret] = plain.map((text) => ctx.vault.seal(text, sealContext(endpoint)));
  return ctx.db.query(
    'UPDATE webhook_endpoint SET secret = $2, old_secret = $3 WHERE id = $1 AND secret = $4 RETURNING 1',
    [endpoint.id, secret, oldSecret ?? null, endpoint.secret],
  );
}

type SealedEndpoint = Pick<WebhookEndpoint, 'id' | 'workspaceId' | 'secret' | 'oldSecret'>;

const endpointSecrets = ({ secret, oldSecret }: SealedEndpoint): Uint8Array[] =>
  oldSecret === null ? [secret] : [secret, oldSecret];

/** There are few: a workspace has at most a hundred. */
const sealedEndpoints = ({ db }: Pick<AppContext, 'db'>): Promise<SealedEndpoint[]> =>
  db.query<SealedEndpoint>(
    'SELECT id, workspace_id, secret, old_secret FROM webhook_endpoint WHERE deleted_at IS NULL ORDER BY id',
  );

/** Every matching account with credentials, in batches. Parameters of `condition` begin with `$3`. */
export async function* sealedAccounts(
  { db }: Pick<AppContext, 'db'>,
  condition: string,
  params: readonly unknown[],
): AsyncGenerator<SealedAccount> {
  for (let after = ''; ; ) {
    const accounts = await db.query<SealedAccount>(
      `SELECT id, workspace_id, credentials, credentials_key_id, status, status_reason FROM social_account
       WHERE credentials IS NOT NULL AND id::text > $1 AND ${condition} ORDER BY id::text LIMIT $2`,
      [after, BATCH, ...params],
    );
    yield* accounts;
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < BATCH) return;
    after = last.id;
  }
}

/** Results of steps of targets that are not at their end; those of the others nobody opens any more. */
async function* sealedSteps({ db }: Pick<AppContext, 'db'>): AsyncGenerator<SealedStep> {
  for (
    let after: Pick<SealedStep, 'targetId' | 'step'> = { targetId: '00000000-0000-0000-0000-000000000000', step: '' };
    ;
  ) {
    const steps = await db.query<SealedStep>(
      `SELECT s.target_id, t.workspace_id, s.step, s.result FROM publish_step s JOIN post_target t ON t.id = s.target_id
       WHERE t.wake_at IS NOT NULL AND jsonb_typeof(s.result) = 'object' AND (s.target_id, s.step) > ($1, $2) ORDER BY s.target_id, s.step LIMIT $3`,
      [after.targetId, after.step, BATCH],
    );
    yield* steps;
    const last = steps.at(-1);
    if (last === undefined || steps.length < BATCH) return;
    after = last;
  }
}

export function opens(ctx: Pick<AppContext, 'vault'>, account: SealedAccount): boolean {
  try {
    openCredentials(ctx, account);
    return true;
  } catch (error) {
    if (isLost(error)) return false;
    throw error;
  }
}

function opened(ctx: Pick<AppContext, 'vault'>, sealed: Uint8Array, context: string): string | null {
  try {
    return ctx.vault.open(sealed, context);
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/** The key that something is under, or null when it was not sealed by a vault. */
function keyIdOf(ctx: Pick<AppContext, 'vault'>, sealed: Uint8Array | null): string | null {
  try {
    const keyId = sealed === null ? '' : ctx.vault.keyIdOf(sealed);
    return KEY_ID.test(keyId) ? keyId : null;
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

/** Adapters name their fields as they like; what is sealed shows itself by its envelope. */
function secretsIn(ctx: Pick<AppContext, 'vault'>, result: SealedStep['result']) {
  return Object.entries(result).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    const sealed = Buffer.from(value, 'base64');
    const keyId = sealed.toString('base64') === value ? keyIdOf(ctx, sealed) : null;
    return keyId === null ? [] : [{ key, keyId, sealed }];
  });
}
