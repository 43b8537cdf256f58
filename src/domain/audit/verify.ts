/** Compares the audit log with its links: finds the first entry that was changed, removed or slipped in. */
import type { AppContext } from '../../context.ts';
import { equalBytes } from '../../lib/crypto.ts';
import { COVERED_SQL, hashOf } from './chain.ts';

export interface BrokenLink {
  workspaceId: string;
  day: string;
  number: number;
  entryId: string | null;
  why: string;
}

/** A workspace whose log is whole, or the first place where it is not. */
export interface VerifiedLog {
  workspaceId: string;
  links: number;
  /** The oldest day that is kept. */
  from: string;
  /** The newest link: kept elsewhere, it shows later whether everything before it is still the same. */
  head: { day: string; number: number; hash: string };
  broken: BrokenLink | null;
}

export interface Verified {
  logs: readonly VerifiedLog[];
  /** Written, and to be linked within a minute. */
  unlinked: number;
  /** Lie before what is linked, but have no link. */
  strays: readonly { id: string; workspaceId: string }[];
}

type VerifyContext = Pick<AppContext, 'db'>;

const PAGE = 1_000;

export async function verifyAuditLog(ctx: VerifyContext): Promise<Verified> {
  const workspaces = await ctx.db.query<{ workspaceId: string }>(
    'SELECT DISTINCT workspace_id FROM audit_link ORDER BY workspace_id',
  );
  const logs: VerifiedLog[] = [];
  for (const { workspaceId } of workspaces) logs.push(await verifyWorkspace(ctx, workspaceId));
  const strays = await ctx.db.query<{ id: string; workspaceId: string }>(
    `SELECT e.id, e.workspace_id FROM audit_entry e WHERE e.position <= (SELECT position FROM audit_chain WHERE name = 'chain')
       AND NOT EXISTS (SELECT FROM audit_link l WHERE l.id = e.id) ORDER BY e.position LIMIT 10`,
  );
  const [rest] = await ctx.db.query<{ unlinked: number }>(
    `SELECT count(*)::int AS unlinked FROM audit_entry WHERE position > (SELECT position FROM audit_chain WHERE name = 'chain')`,
  );
  return { logs, unlinked: rest?.unlinked ?? 0, strays };
}

interface LinkRow {
  id: string;
  day: string;
  number: number;
  previous: Uint8Array;
  hash: Uint8Array;
  covered: (string | null)[] | null;
}

async function verifyWorkspace(ctx: VerifyContext, workspaceId: string): Promise<VerifiedLog> {
  let links = 0;
  let from = '';
  let last: LinkRow | null = null;
  const end = (broken: BrokenLink | null): VerifiedLog => ({
    workspaceId,
    links,
    from,
    head: { day: last?.day ?? '', number: last?.number ?? 0, hash: Buffer.from(last?.hash ?? []).toString('hex') },
    broken,
  });
  for (;;) {
    const page: LinkRow[] = await ctx.db.query<LinkRow>(
      `SELECT l.id, to_char(l.day, 'YYYY-MM-DD') AS day, l.number, l.previous, l.hash, e.covered
       FROM audit_link l LEFT JOIN LATERAL (SELECT ${COVERED_SQL} AS covered FROM audit_entry WHERE audit_entry.id = l.id) e ON true
       WHERE l.workspace_id = $1 AND ($2::date IS NULL OR (l.day, l.number) > ($2::date, $3)) ORDER BY l.day, l.number LIMIT ${PAGE}`,
      [workspaceId, last?.day ?? null, last?.number ?? 0],
    );
    for (const link of page) {
      if (last === null) from = link.day;
      const why = whatIsWrong(link, last, from);
      if (why !== null) return end({ workspaceId, day: link.day, number: link.number, entryId: link.id, why });
      last = link;
      links++;
    }
    if (page.length < PAGE) return end(null);
  }
}

/** Null when the link is in order. */
function whatIsWrong(link: LinkRow, before: LinkRow | null, oldest: string): string | null {
  const expected = before === null || before.day !== link.day ? 1 : before.number + 1;
  // Months are dropped whole by their ids, and an entry of midnight may be linked on the day after.
  const isEdge = link.day === oldest && oldest.endsWith('-01');
  if (!isEdge && link.number !== expected) return `link ${expected} of the day is missing`;
  if (!isEdge && before !== null && !equalBytes(link.previous, before.hash))
    return 'it does not follow from the link before it: links are missing or were changed';
  if (link.covered === null) return 'its entry is missing';
  return equalBytes(link.hash, hashOf(link.previous, link.covered)) ? null : 'its entry was changed';
}
