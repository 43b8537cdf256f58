/** `/cron/…`: calls by which a host that sleeps, or does not trust timers, has due work done now. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppContext } from '../context.ts';
import { readOperations } from '../domain/queries/operations.ts';
import { publishDue, refreshTokens } from '../domain/upkeep/on-demand.ts';
import { answerJson, answerNothingHere, answerWrongMethod } from './answer.ts';
import { admitBearer } from './bearer-secret.ts';
import { pathOf } from './request-checks.ts';

export interface CronRoutes {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

type Action = (ctx: AppContext) => Promise<object>;

const ACTIONS = new Map<string, { method: 'GET' | 'POST'; act: Action }>([
  ['/cron/publish-due', { method: 'POST', act: (ctx) => publishDue(ctx, 'ALL') }],
  ['/cron/retry-failed', { method: 'POST', act: (ctx) => publishDue(ctx, 'RETRIES') }],
  ['/cron/refresh-tokens', { method: 'POST', act: refreshTokens }],
  ['/cron/stats', { method: 'GET', act: stats }],
]);

export const isCronPath = (path: string): boolean => path.startsWith('/cron/');

export function createCronRoutes(ctx: AppContext): CronRoutes {
  // A call that comes while the same work is under way gets its answer. Locks on rows keep other processes apart.
  const running = new Map<string, Promise<object>>();
  return {
    handle: async (req, res) => {
      if (!admitBearer(req, res, ctx.config.secrets.cronSecret)) return;
      const path = pathOf(req);
      const action = ACTIONS.get(path);
      if (action === undefined) return answerNothingHere(res);
      if (req.method !== action.method) return answerWrongMethod(res, action.method);
      const run = running.get(path) ?? action.act(ctx).finally(() => running.delete(path));
      running.set(path, run);
      answerJson(res, 200, await run);
    },
  };
}

/** Figures for whoever schedules the calls: what is due, when to call next, and whether calls come often enough. */
async function stats(ctx: AppContext): Promise<object> {
  const operations = await readOperations(ctx);
  const { due, blocked, intents, tokens, accounts, nextWakeAt, dispatcherLagMs } = operations;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    now: ctx.clock.now(),
    dueTargets: sum(due.map(({ targets }) => targets)),
    dueLagMs: Math.max(0, ...due.map(({ lagMs }) => lagMs)),
    dispatcherLagMs,
    nextWakeAt,
    blockedTargets: sum(blocked.map(({ targets }) => targets)),
    openIntents: sum(intents.map(({ calls }) => calls)),
    expiredTokens: sum(
      tokens.filter(({ token, within }) => token === 'access' && within === 'past').map((range) => range.tokens),
    ),
    accountsToReconnect: sum(accounts.filter(({ status }) => status === 'EXPIRED').map((counted) => counted.accounts)),
  };
}
