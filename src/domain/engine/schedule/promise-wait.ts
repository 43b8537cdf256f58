/** Targets that leave the last units to posts which have reserved them: looked at once a minute, without being worked on. */
import { z } from 'zod';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { PLATFORMS } from '../../../platforms/index.ts';
import { stillKeptFrom } from '../../accounts/quota-promises.ts';

/** What such a target has stored of it. */
const refusal = z.object({ promised: z.record(z.string(), z.number()) });

/** Those for which nothing was given back. Asks the database only if somebody waits for that. */
export async function stillPromised(tx: Tx, targets: Iterable<PostTarget>, now: Date): Promise<ReadonlySet<string>> {
  const waiting = [...targets].flatMap((target) => {
    const told = target.blockedBy === 'QUOTA' ? refusal.safeParse(target.error) : null;
    if (told?.success !== true) return [];
    const { id, platform, socialAccountId, dueAt, reservesQuota } = target;
    const holder = { targetId: id, dueAt, reserves: reservesQuota };
    return [{ platform: PLATFORMS[platform], socialAccountId, units: told.data.promised, holder }];
  });
  if (waiting.length === 0) return new Set();
  const kept = await stillKeptFrom(tx, waiting, now);
  return new Set(waiting.flatMap(({ holder }, index) => (kept[index] ? [holder.targetId] : [])));
}
