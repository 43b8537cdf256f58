/** When posts are checked for risks: some time before each, when its account or the post changes, and while it is at risk. */
import type { AppContext } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { ConsumerDefinition } from '../events/consumer.ts';
import type { Event } from '../events/event.ts';
import { type ReadingBudget, readChangedFiles } from '../media/stored-files.ts';
import { assessRisks, type RiskContext } from '../posts/risks.ts';
import { filesOfTargets } from '../posts/target-check.ts';

const HOUR_MS = 3_600_000;
const BATCH = 100;
/** So many batches per lead and minute; what is left over comes in the next minute. */
const MOST_BATCHES = 50;
/** Of one account or workspace, the next ones due. */
const MOST_OF_ACCOUNT = 500;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** In one run; files are only read if they were touched. A file takes a second for each 250 MB. */
const READ_BYTES = 2 * 1024 ** 3;

type CheckContext = RiskContext & Pick<AppContext, 'config' | 'db' | 'log'>;

/** Looks at what has come within a lead since the last time, and again at what is at risk. */
export async function checkRisks(ctx: CheckContext, budget: ReadingBudget = { bytes: READ_BYTES }): Promise<void> {
  for (const hours of ctx.config.riskCheckHours)
    for (let batches = 0; batches < MOST_BATCHES; batches++) if (!(await scanOn(ctx, hours * HOUR_MS, budget))) break;
  await lookAgain(ctx, budget);
}

interface Place {
  dueAt: Date;
  targetId: string;
}

const nextAfter = (sql: Sql, place: Place, until: Date): Promise<{ id: string; dueAt: Date }[]> =>
  sql.query(
    `SELECT id, due_at FROM post_target WHERE status = 'SCHEDULED' AND (due_at, id) > ($1, $2::uuid) AND due_at <= $3
     ORDER BY due_at, id LIMIT ${BATCH}`,
    [place.dueAt, place.targetId, until],
    'next_to_assess',
  );

/**
 * The next batch of a lead, in the order of the due instants; returns whether there may be more. What is scheduled
 * behind this place was checked when it was scheduled. Files are read before the transaction, and it goes no further than to
 * the first target with one that could not be read yet.
 */
async function scanOn(ctx: CheckContext, leadMs: number, budget: ReadingBudget): Promise<boolean> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + leadMs);
  const begin: Place = { dueAt: now, targetId: NO_ID };
  const [seen] = await ctx.db.query<Place>('SELECT due_at, target_id FROM risk_scan WHERE lead_ms = $1', [leadMs]);
  const ready = await withFilesRead(ctx, await nextAfter(ctx.db, seen ?? begin, until), budget);
  return ctx.db.tx(async (tx) => {
    await tx.query(
      'INSERT INTO risk_scan (lead_ms, due_at, target_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [leadMs, now, NO_ID],
      'begin_risk_scan',
    );
    const [place] = await tx.query<Place>(
      'SELECT due_at, target_id FROM risk_scan WHERE lead_ms = $1 FOR UPDATE',
      [leadMs],
      'hold_risk_scan',
    );
    const all = await nextAfter(tx, place ?? begin, until);
    const end = all.findIndex(({ id }) => !ready.has(id));
    const next = end < 0 ? all : all.slice(0, end);
    await assessRisks(
      ctx,
      tx,
      next.map(({ id }) => id),
    );
    const isWhole = end < 0 && all.length < BATCH;
    const last = isWhole ? { dueAt: until, id: LAST_ID } : next.at(-1);
    if (last !== undefined)
      await tx.query(
        'UPDATE risk_scan SET due_at = greatest(due_at, $2), target_id = $3 WHERE lead_ms = $1',
        [leadMs, last.dueAt, last.id],
        'move_risk_scan',
      );
    return end < 0 && !isWhole;
  });
}

/** Those of `targets` whose files have all been read, as far as that is needed. */
async function withFilesRead(
  ctx: CheckContext,
  targets: readonly { id: string }[],
  budget: ReadingBudget,
): Promise<Set<string>> {
  const files = await filesOfTargets(
    ctx.db,
    targets.map(({ id }) => id),
  );
  const left = await readChangedFiles(ctx, [...new Set([...files.values()].flat())], budget);
  return new Set([...files].filter(([, ids]) => !ids.some((id) => left.has(id))).map(([id]) => id));
}

/** Allowances return, pauses end and files come back without an event of the post. */
async function lookAgain(ctx: CheckContext, budget: ReadingBudget): Promise<void> {
  const rows = await ctx.db.query<{ id: string }>(
    `SELECT target_id AS id FROM post_risk ORDER BY checked_at LIMIT ${BATCH}`,
    [],
    'risks_to_look_at',
  );
  const ready = await withFilesRead(ctx, rows, budget);
  await ctx.db.tx((tx) => assessRisks(ctx, tx, [...ready]));
}

/** Checks at once what a change of an account or of a post concerns. */
export const risksAfterChanges = (ctx: CheckContext): ConsumerDefinition => ({
  name: 'risks-after-changes',
  begins: 'NOW',
  concerns: ({ subject, type }) =>
    subject === 'ACCOUNT' || type.startsWith(OF_BUDGETS) || (isOfPost(subject) && !OURS.includes(type)),
  handle: async (tx, events) => {
    const accounts = events.flatMap(({ subject, subjectId }) => (subject === 'ACCOUNT' ? [subjectId] : []));
    const posts = events.flatMap(({ subject, postId }) => (isOfPost(subject) && postId !== null ? [postId] : []));
    // A budget was changed, or comes to its end.
    const workspaces = events.flatMap(({ subjectId, type }) => (type.startsWith(OF_BUDGETS) ? [subjectId] : []));
    const ids = [
      ...(await soonOf(ctx, tx, [...new Set(accounts)])),
      ...(await soonOfWorkspaces(ctx, tx, [...new Set(workspaces)])),
      ...(posts.length === 0 ? [] : await doubtfulOf(ctx, tx, [...new Set(posts)])),
    ];
    await assessRisks(ctx, tx, [...new Set(ids)]);
  },
});

const OF_BUDGETS = 'workspace.budget_';
const isOfPost = (subject: Event['subject']): boolean => subject === 'TARGET' || subject === 'POST';
const OURS = ['post.at_risk', 'post.safe_again'];

/** What is due later is checked when its time comes nearer. */
const untilOf = ({ clock, config }: CheckContext): Date =>
  new Date(clock.now().getTime() + Math.max(...config.riskCheckHours) * HOUR_MS);

async function soonOf(ctx: CheckContext, tx: Tx, accountIds: readonly string[]): Promise<string[]> {
  const until = untilOf(ctx);
  const ids: string[] = [];
  for (const accountId of accountIds) {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM post_target WHERE social_account_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND due_at <= $2 ORDER BY due_at LIMIT ${MOST_OF_ACCOUNT}`,
      [accountId, until],
      'soon_of_account',
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

/** Those that platforms bill, and those that are at risk for money. */
async function soonOfWorkspaces(ctx: CheckContext, tx: Tx, workspaceIds: readonly string[]): Promise<string[]> {
  const until = untilOf(ctx);
  const billing = [...ctx.platforms.values()].flatMap(({ platform: { id, pricing } }) => (pricing ? [id] : []));
  const ids: string[] = [];
  for (const workspaceId of workspaceIds) {
    const rows = await tx.query<{ id: string }>(
      `(SELECT id FROM post_target WHERE workspace_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND due_at <= $2 AND platform = ANY($3::"Platform"[]) ORDER BY due_at LIMIT ${MOST_OF_ACCOUNT})
       UNION SELECT t.id FROM post_risk r JOIN post_target t ON t.id = r.target_id WHERE r.cause = 'BUDGET' AND t.workspace_id = $1`,
      [workspaceId, until, billing],
      'soon_of_workspace',
    );
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

/** Targets that are at risk, and those soon due that join an account which is not in order. */
async function doubtfulOf(ctx: CheckContext, tx: Tx, postIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT target_id AS id FROM post_risk WHERE post_id = ANY($1::uuid[])
     UNION SELECT t.id FROM post_target t JOIN social_account a ON a.id = t.social_account_id
     WHERE t.post_id = ANY($1::uuid[]) AND t.status IN ('SCHEDULED', 'PUBLISHING') AND t.due_at <= $2
       AND a.health_status <> 'ACTIVE'`,
    [postIds, untilOf(ctx)],
    'doubtful_of_posts',
  );
  return rows.map(({ id }) => id);
}
