/** The first API key of an installation or workspace: given by the operator, or created and shown once. */
import type { AppContext } from '../../context.ts';
import { equalBytes, generateApiKey, type ParsedApiKey, parseApiKey, uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { appendAuditEntries } from '../audit/entry.ts';
import { watchChanges } from '../changes.ts';
import { accept, type Outcome, refuseIfAny } from '../errors.ts';
import { checkText } from '../text-input.ts';
import { insertKey } from './api-keys.ts';

const NAME_LENGTH = 200;
const FIRST_KEY_LOCK = 5_117_002;

/**
 * Makes the key from the configuration work, and creates a workspace for it if there is none. Any number of processes
 * may do so at once and at every start; a revoked key stays revoked.
 */
export async function bootstrap(
  ctx: Pick<AppContext, 'db' | 'log'>,
  key: string,
): Promise<{ workspaceId: string; apiKeyId: string }> {
  const parsed = parseApiKey(key);
  if (parsed === null) throw new Error('the bootstrap API key does not have the form of an API key');
  return ctx.db.tx(async (tx) => {
    await lock(tx);
    const [there] = await tx.query<{ id: string; workspaceId: string; secretHash: Uint8Array; revokedAt: Date | null }>(
      'SELECT id, workspace_id, secret_hash, revoked_at FROM api_key WHERE prefix = $1',
      [parsed.prefix],
    );
    if (there === undefined) return insertAdminKey(tx, parsed, 'bootstrap');
    if (!equalBytes(there.secretHash, parsed.secretHash))
      throw new Error('another API key has the prefix of the bootstrap API key');
    if (there.revokedAt !== null) ctx.log.warn({ apiKeyId: there.id }, 'the bootstrap API key is revoked');
    return { workspaceId: there.workspaceId, apiKeyId: there.id };
  });
}

/** Creates a key that may do everything, if there is no key at all; of several processes that start together, one does. */
export async function makeFirstKey(ctx: Pick<AppContext, 'db'>): Promise<string | null> {
  return ctx.db.tx(async (tx) => {
    await lock(tx);
    const [any] = await tx.query('SELECT id FROM api_key LIMIT 1');
    if (any !== undefined) return null;
    const { key, ...made } = generateApiKey();
    await insertAdminKey(tx, made, 'makeFirstKey');
    return key;
  });
}

/** Creates another workspace, with a key that may do everything in it. For the operator: no API key can do this. */
export async function createWorkspace(
  ctx: Pick<AppContext, 'db'>,
  name: string,
): Promise<Outcome<{ workspaceId: string; key: string }>> {
  const refused = refuseIfAny(checkText('name', name, { max: NAME_LENGTH, required: true }, ['name']));
  if (refused) return refused;
  const { key, ...made } = generateApiKey();
  return ctx.db.tx(async (tx) => {
    const workspaceId = await insertWorkspace(tx, name.trim());
    await insertAdminKey(tx, made, 'createWorkspace', workspaceId);
    return accept({ workspaceId, key });
  });
}

const lock = (tx: Tx) => tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_KEY_LOCK]);

async function insertWorkspace(tx: Tx, name: string): Promise<string> {
  const workspaceId = uuidv7();
  await tx.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, name]);
  return workspaceId;
}

/** Without a named workspace: in the oldest one, that of the installation. */
async function insertAdminKey(
  tx: Tx,
  made: ParsedApiKey,
  action: 'bootstrap' | 'makeFirstKey' | 'createWorkspace',
  into?: string,
): Promise<{ workspaceId: string; apiKeyId: string }> {
  const [oldest] =
    into === undefined
      ? await tx.query<{ id: string }>('SELECT id FROM workspace ORDER BY created_at, id LIMIT 1')
      : [{ id: into }];
  const changes = watchChanges(tx);
  const workspaceId = oldest?.id ?? (await insertWorkspace(tx, 'Workspace'));
  const apiKeyId = uuidv7();
  const rights = { name: 'Bootstrap', scopes: ['ADMIN'], brandIds: [], expiresAt: null } as const;
  await insertKey(tx, { ...made, ...rights, id: apiKeyId, workspaceId });
  const subject = { subject: 'API_KEY', subjectId: apiKeyId } as const;
  appendAuditEntries(tx, () => [{ workspaceId, actor: 'OPERATOR', action, result: 'DONE', ...subject, changes }]);
  return { workspaceId, apiKeyId };
}
