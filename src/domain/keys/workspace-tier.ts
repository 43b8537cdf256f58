/** The tier of a workspace, which its operator sets. */
import type { AppContext } from '../../context.ts';
import { isId } from '../access.ts';
import { appendAuditEntries } from '../audit/entry.ts';
import { noteChange, watchChanges } from '../changes.ts';
import { accept, notFound, type Outcome, refuse } from '../errors.ts';
import { TIERS, type Tier } from '../targets/turn.ts';

export async function setWorkspaceTier(
  ctx: Pick<AppContext, 'db'>,
  workspaceId: string,
  tier: Tier,
): Promise<Outcome<{ name: string }>> {
  if (!isId(workspaceId)) return refuse(notFound('workspace', ['workspaceId']));
  return ctx.db.tx(async (tx) => {
    const [before] = await tx.query<{ name: string; tier: number }>(
      'SELECT name, tier FROM workspace WHERE id = $1 FOR NO KEY UPDATE',
      [workspaceId],
    );
    if (before === undefined) return refuse(notFound('workspace', ['workspaceId']));
    const changes = watchChanges(tx);
    await tx.query('UPDATE workspace SET tier = $2 WHERE id = $1', [workspaceId, TIERS[tier]]);
    noteChange(tx, 'WORKSPACE', () => ({
      id: workspaceId,
      brandId: null,
      before: { tier: before.tier },
      after: { tier: TIERS[tier] },
    }));
    const what = { action: 'setWorkspaceTier', subject: 'WORKSPACE', subjectId: workspaceId } as const;
    appendAuditEntries(tx, () => [{ workspaceId, actor: 'OPERATOR', result: 'DONE', ...what, changes }]);
    return accept({ name: before.name });
  });
}
