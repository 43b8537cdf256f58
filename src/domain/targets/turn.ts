/**
 * Whose turn it is among targets that wait for the same thing. Each has an instant: when it is due, moved by its priority and
 * by the tier of its workspace. The earliest goes first. The instant stays while time goes on, so that a target of low
 * priority comes before everything that falls due long enough after it.
 */
import type { PostTarget } from '../../lib/prisma/client.ts';

/** The tier that an operator gives a workspace, in steps of priority. */
export const TIERS = { LOW: -6, NORMAL: 0, HIGH: 6 } as const;
export type Tier = keyof typeof TIERS;
export const tierOf = (steps: number): Tier => (steps < 0 ? 'LOW' : steps > 0 ? 'HIGH' : 'NORMAL');
export const isTier = (name: string): name is Tier => Object.hasOwn(TIERS, name);

/** From the highest priority of the highest tier to the lowest of the lowest less than the six hours of an ordinary late window. */
const STEP_MINUTES = 10;
const STEP_MS = STEP_MINUTES * 60_000;

export interface Ranked extends Pick<PostTarget, 'dueAt' | 'priority'> {
  /** Of its workspace. */
  tier: number;
}

export const turnMs = ({ dueAt, priority, tier }: Ranked): number =>
  (dueAt?.getTime() ?? 0) - (priority + tier) * STEP_MS;

/** The same in SQL. `target`: the alias of its table. */
export const turnSql = (target: string): string =>
  `${target}.due_at - (${target}.priority + (SELECT tier FROM workspace WHERE workspace.id = ${target}.workspace_id)) * interval '${STEP_MINUTES} minutes'`;

/** Among targets of one workspace, whose tier moves all alike. */
export const turnAtHomeSql = (target: string): string =>
  `${target}.due_at - ${target}.priority * interval '${STEP_MINUTES} minutes'`;

/** The beginning of what a queue ranks by: seconds since then fit into 32 bits for a lifetime. */
const RANKS_FROM_MS = Date.UTC(2020, 0, 1);

/** For queues that serve the highest number first. */
export const rankOf = (target: Ranked): number => -Math.floor((turnMs(target) - RANKS_FROM_MS) / 1_000);
