/** Credentials at rest: sealed for the row they belong to, opened for the length of a call. */
import type { AppContext } from '../../context.ts';
import { VaultError } from '../../lib/crypto.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials } from '../../platforms/platform.ts';

/** Binds a ciphertext to its row: moved to another account it does not open. */
const sealContext = (account: { workspaceId: string; id: string }) =>
  `credentials:${account.workspaceId}:${account.id}`;

interface StoredCredentials {
  accessToken: string;
  refreshToken: string | null;
  accessTokenExpiresAt: string | null;
  refreshTokenExpiresAt: string | null;
  scopes: string[];
}

export function sealCredentials(
  ctx: Pick<AppContext, 'vault'>,
  account: { workspaceId: string; id: string },
  credentials: Credentials,
): Buffer {
  return ctx.vault.seal(JSON.stringify(credentials), sealContext(account));
}

/** Throws `CREDENTIALS_LOST` where no configured key opens them. */
export function openCredentials(
  ctx: Pick<AppContext, 'vault'>,
  account: Pick<SocialAccount, 'id' | 'workspaceId' | 'credentials'>,
): Credentials {
  if (account.credentials === null) throw new PlatformFailure('AUTH_REVOKED', 'the account is disconnected');
  const stored: StoredCredentials = JSON.parse(unsealed(ctx, account.credentials, sealContext(account)));
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...stored,
    accessTokenExpiresAt: instant(stored.accessTokenExpiresAt),
    refreshTokenExpiresAt: instant(stored.refreshTokenExpiresAt),
  };
}

function unsealed(ctx: Pick<AppContext, 'vault'>, sealed: Uint8Array, context: string): string {
  try {
    return ctx.vault.open(sealed, context);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new PlatformFailure(
      'CREDENTIALS_LOST',
      'the stored access cannot be opened; the account must be reconnected',
      {
        cause: error,
      },
    );
  }
}

/** Whether this says that stored credentials cannot be opened. */
export const isLost = (error: unknown): error is PlatformFailure =>
  error instanceof PlatformFailure && error.code === 'CREDENTIALS_LOST';

export const secretsOf = (credentials: Credentials): string[] => [
  credentials.accessToken,
  ...(credentials.refreshToken === null ? [] : [credentials.refreshToken]),
];
