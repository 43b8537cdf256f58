/** What an outage means for a caller: it waits, and is told until when. */
import type { AppContext } from '../../context.ts';
import type { Obstacle } from '../../lib/breaker.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Said } from '../../lib/texts.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { say } from '../../texts/posts/texts.ts';

type OutageContext = Pick<AppContext, 'breaker' | 'clock'>;

/** The failure of a call, for an account, to a host that is DOWN. The call never left, so nothing happened. */
export function gateOf(
  { breaker, clock }: OutageContext,
  platform: PlatformId,
  accountId: string,
): (host: string) => PlatformFailure | null {
  return (host) => {
    const obstacle = breaker.obstacle(accountId, platform, host, clock.now());
    if (obstacle === null) return null;
    const details = { retryAt: later(obstacle, clock.now()), neverSent: true };
    return new PlatformFailure('PLATFORM_DOWN', outageMessage(platform, obstacle), details);
  };
}

/**
 * What a target waits for before it is worked on: the host that every post needs, or, where it was held back already,
 * whichever host of the platform is DOWN.
 */
export function outageFor(
  { breaker, clock }: OutageContext,
  target: Pick<PostTarget, 'socialAccountId' | 'platform' | 'blockedBy'>,
): { nextTryAt: Date; told: Said } | null {
  const { socialAccountId, platform, blockedBy } = target;
  const host = blockedBy === 'PLATFORM_DOWN' ? null : PLATFORMS[platform].probe.host;
  const obstacle = breaker.obstacle(socialAccountId, platform, host, clock.now());
  return obstacle && { nextTryAt: later(obstacle, clock.now()), told: outageMessage(platform, obstacle) };
}

/** What is told of an outage that every post to the platform would meet now; asking takes nobody's turn to try. */
export function knownOutage({ breaker }: Pick<AppContext, 'breaker'>, platform: PlatformId): Said | null {
  const obstacle = breaker.broken(platform, PLATFORMS[platform].probe.host);
  return obstacle && outageMessage(platform, obstacle);
}

/**
 * The end of the outage wakes whoever waits; this look in between is for an end that was missed. Thousands may wait, so
 * their looks are rare and spread.
 */
const LOOK_MS = { least: 60_000, spread: 60_000 } as const;
const later = ({ nextTryAt }: Obstacle, now: Date): Date =>
  new Date(Math.max(nextTryAt.getTime(), now.getTime()) + LOOK_MS.least + Math.random() * LOOK_MS.spread);

const outageMessage = (platform: PlatformId, { since }: Obstacle): Said =>
  say('notAnswered', { platform: PLATFORMS[platform].displayName, since: since.toISOString() });
