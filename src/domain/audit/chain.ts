/**
 * Links entries: each link holds the hash of the one before it, per workspace and day, so that an entry that is changed,
 * removed or slipped in shows. Entries are linked in the order of their positions, a moment after they were written, so
 * that no call waits for another one.
 */
import type { AppContext } from '../../context.ts';
import { sha256 } from '../../lib/crypto.ts';
import type { Db, Tx } from '../../lib/db.ts';

/** The columns that a hash covers, as text: JSON in the spelling of Postgres, in which nothing is rounded. */
const COVERED = [
  'id',
  'to_char(created_at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\')',
  'position',
  'workspace_id',
  'brand_id',
  'actor',
  'actor_id',
  'actor_name',
  'address',
  'client',
  'request_id',
  'action',
  'result',
  'array_to_json(codes)',
  'subject',
  'subject_id',
  'details',
  'changes',
] as const;

/** An entry as an array of texts. */
export const COVERED_SQL = `ARRAY[${COVERED.map((column) => `(${column})::text`).join(', ')}]`;

/** Of the hash before it in hexadecimal, a line feed, and the entry as a JSON array of texts. */
export const hashOf = (previous: Uint8Array, covered: readonly (string | null)[]): Buffer =>
  sha256(`${Buffer.from(previous).toString('hex')}\n${JSON.stringify(covered)}`);

/** What stands before the first link of a workspace. */
const beginningOf = (workspaceId: string): Buffer => sha256(`slipway audit ${workspaceId}`);

const PAGE = 500;

type ChainContext = Pick<AppContext, 'db' | 'log'>;

/** Links all entries that are settled. Runs as a periodic job; of several processes, one works and the others leave it. */
export async function linkAuditEntries(ctx: ChainContext): Promise<void> {
  while ((await ctx.db.tx((tx) => linkPage(ctx, tx))) === PAGE);
}

interface Head {
  workspaceId: string;
  day: string;
  number: number;
  hash: Uint8Array;
}

interface Unlinked {
  id: string;
  workspaceId: string;
  position: bigint;
  day: string;
  covered: (string | null)[];
}

/** How many it has linked. */
async function linkPage({ log }: ChainContext, tx: Tx): Promise<number> {
  const [held] = await tx.query<{ position: bigint }>(
    `SELECT position FROM audit_chain WHERE name = 'chain' FOR UPDATE SKIP LOCKED`,
    [],
    'hold_audit_chain',
  );
  if (held === undefined) return 0;
  // Asked before reading, as with events.
  const [settled] = await tx.query<{ position: bigint }>('SELECT settled_audit_position() AS position', []);
  const entries = await tx.query<Unlinked>(
    `SELECT id, workspace_id, position, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, ${COVERED_SQL} AS covered
     FROM audit_entry WHERE position > $1 AND position <= $2 ORDER BY position LIMIT ${PAGE}`,
    [held.position, settled?.position ?? 0n],
    'unlinked_audit_entries',
  );
  const last = entries.at(-1);
  if (last === undefined) return 0;
  const heads = await readHeads(tx, [...new Set(entries.map(({ workspaceId }) => workspaceId))]);
  const links = entries.map(({ id, workspaceId, day: written, covered }) => {
    const head = heads.get(workspaceId);
    // An entry of midnight that is settled late belongs to the new day: a day that is over stays as it is.
    const day = head !== undefined && head.day > written ? head.day : written;
    const isFirst = head?.day !== day;
    const previous = head?.hash ?? beginningOf(workspaceId);
    const link = {
      id,
      workspaceId,
      day,
      number: isFirst ? 1 : head.number + 1,
      previous,
      hash: hashOf(previous, covered),
    };
    if (isFirst && head !== undefined)
      // Whoever can change the database cannot change where logs are collected.
      log.info(
        { workspaceId, day: head.day, entries: head.number, head: Buffer.from(head.hash).toString('hex') },
        'a day of the audit log is over',
      );
    heads.set(workspaceId, link);
    return link;
  });
  await tx.query(
    `INSERT INTO audit_link (id, workspace_id, day, number, previous, hash)
     SELECT r.id, r.workspace_id, r.day, r.number, decode(r.previous, 'hex'), decode(r.hash, 'hex')
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, workspace_id uuid, day date, number int, previous text, hash text)`,
    [
      JSON.stringify(
        links.map(({ workspaceId, previous, hash, ...link }) => ({
          ...link,
          workspace_id: workspaceId,
          previous: Buffer.from(previous).toString('hex'),
          hash: hash.toString('hex'),
        })),
      ),
    ],
    'insert_audit_links',
  );
  await tx.query(`UPDATE audit_chain SET position = $1 WHERE name = 'chain'`, [last.position], 'move_audit_chain');
  return entries.length;
}

async function readHeads(sql: Pick<Db | Tx, 'query'>, workspaceIds: readonly string[]): Promise<Map<string, Head>> {
  const rows = await sql.query<Head>(
    `SELECT w.id AS workspace_id, to_char(head.day, 'YYYY-MM-DD') AS day, head.number, head.hash FROM unnest($1::uuid[]) AS w (id)
     CROSS JOIN LATERAL (SELECT day, number, hash FROM audit_link WHERE workspace_id = w.id ORDER BY day DESC, number DESC LIMIT 1) head`,
    [workspaceIds],
    'audit_heads',
  );
  return new Map(rows.map((head) => [head.workspaceId, head]));
}
