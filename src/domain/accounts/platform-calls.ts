/** Stores calls to platforms, which arrive here without secrets. A call for a target is shown in the log of that target. */
import type { Sql } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { PostTarget, SocialAccount } from '../../lib/prisma/client.ts';
import type { Exchange } from '../../platforms/request.ts';

export type CalledAccount = Pick<SocialAccount, 'id' | 'workspaceId' | 'brandId' | 'platform'>;
type CalledTarget = Pick<PostTarget, 'id' | 'postId' | 'attempt' | 'status' | 'phase'>;

export interface LoggedCall {
  /** The id of its row. If a call is stored again because the answer of the database was lost, no second row appears. */
  id: string;
  account: CalledAccount;
  /** What was being published; null where the call was about the account itself. */
  target: CalledTarget | null;
  exchange: Exchange;
}

export async function storeCalls(db: Sql, calls: readonly LoggedCall[]): Promise<void> {
  if (calls.length === 0) return;
  const rows = calls.map(({ id, account, target, exchange }) => ({
    id,
    created_at: exchange.at.toISOString(),
    workspace_id: account.workspaceId,
    brand_id: account.brandId,
    post_id: target?.postId ?? null,
    target_id: target?.id ?? null,
    social_account_id: account.id,
    platform: account.platform,
    attempt: target?.attempt ?? null,
    target_status: target?.status ?? null,
    phase: target?.phase ?? null,
    endpoint: exchange.endpoint,
    method: exchange.method,
    url: exchange.url,
    request: exchange.request ?? null,
    response: exchange.response ?? null,
    http_status: exchange.status,
    duration_ms: exchange.durationMs,
    message: exchange.error,
    outcome: exchange.outcome.toUpperCase(),
    request_id: exchange.requestId,
  }));
  await db.query(
    `INSERT INTO platform_call (id, created_at, workspace_id, brand_id, post_id, target_id, social_account_id, platform, attempt, target_status, phase, endpoint, method, url, request,
       response, http_status, duration_ms, message, outcome, request_id)
     SELECT id, created_at, workspace_id, brand_id, post_id, target_id, social_account_id, platform, attempt, target_status, phase, endpoint, method, url, request, response, http_status,
       duration_ms, message, outcome, request_id
     FROM jsonb_to_recordset($1::jsonb) AS r (
       id uuid, created_at timestamptz, workspace_id uuid, brand_id uuid, post_id uuid, target_id uuid, social_account_id uuid, platform "Platform", attempt int,
       target_status "TargetStatus", phase "TargetPhase", endpoint text, method text, url text, request jsonb, response jsonb, http_status int, duration_ms int, message text, outcome text, request_id text)
     ON CONFLICT (id) DO NOTHING`,
    [storableJson(rows)],
    'store_calls',
  );
}
