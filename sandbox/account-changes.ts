/** What has become of demo accounts since they were connected, as the control API has it: renamed, restricted, another one. */
import { z } from 'zod';

export const accountChange = z.strictObject({
  username: z.string().min(1).optional(),
  displayName: z.string().min(1).optional(),
  avatarUrl: z.url().optional(),
  /** The id under which the vendor knows the account from now on, as if the token spoke for another one. */
  externalId: z.string().min(1).optional(),
  /** Of Instagram. */
  accountType: z.enum(['BUSINESS', 'MEDIA_CREATOR']).optional(),
  /** The vendor lets it publish nothing until its holder has acted there. */
  restricted: z.boolean().optional(),
});
export type AccountChange = z.infer<typeof accountChange>;

export interface AccountChanges {
  of(platform: string, accountId: string): AccountChange;
  add(platform: string, accountId: string, change: AccountChange): void;
  reset(): void;
}

export function createAccountChanges(): AccountChanges {
  const changes = new Map<string, AccountChange>();
  const key = (platform: string, accountId: string) => `${platform}/${accountId}`;
  const of = (platform: string, accountId: string) => changes.get(key(platform, accountId)) ?? {};
  return {
    of,
    add: (platform, accountId, change) => {
      changes.set(key(platform, accountId), { ...of(platform, accountId), ...change });
    },
    reset: () => changes.clear(),
  };
}
