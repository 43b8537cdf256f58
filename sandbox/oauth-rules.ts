/** What differs between the vendors' OAuth, as data, and the grant that comes of it. */
import type { Account, SandboxPlatform } from './core.ts';

export interface OAuthRules {
  platform: SandboxPlatform;
  accounts: readonly Account[];
  /** Name of the client id parameter: TikTok says `client_key`. */
  clientIdParam: 'client_id' | 'client_key';
  scopes: readonly string[];
  /** A scope without which the vendor shows an error instead of the consent page. */
  requiredScope?: string;
  scopeSeparator: ' ' | ',';
  /** `hex` is TikTok's own idea of S256: lower-case hex instead of base64url. */
  pkce: {
    use: 'ignored' | 'optional' | 'required';
    encoding: 'base64url' | 'hex';
    plain?: boolean;
    maxVerifier?: number;
  };
  codeTtlMs: number;
  accessTtlMs: number;
  /** null = refresh tokens do not expire; undefined = the vendor has none. */
  refreshTtlMs?: number | null;
  /** A refresh token that nobody uses dies. */
  refreshIdleMs?: number;
  /** X and TikTok: a refresh token dies when it is used. */
  rotatesRefresh: boolean;
  /** Name under which the granted scopes come back with the code: TikTok `scopes`, Google `scope`. */
  callbackScopes?: 'scope' | 'scopes';
  /** Instagram appends `#_`. */
  callbackSuffix?: string;
  /** Query of the callback after a denial. */
  denial: Record<string, string>;
  codePrefix?: string;
  tokenPrefix?: string;
  /** Hears of every grant that ends: by the app's own call, or by the user's (which is the control API). */
  revoked?(grant: Grant, by: 'app' | 'user'): void;
  /** The vendor's further demands on an authorization request; a sentence refuses it with an error page. */
  check?(query: URLSearchParams): string | undefined;
}

export interface Grant {
  id: string;
  accountId: string;
  clientId: string;
  /** The secret that spent the code; the same pair must be used ever after. Undefined until then. */
  clientSecret: string | null | undefined;
  scopes: readonly string[];
  /** The parameters of the authorization request: Google's `access_type`, `prompt` … */
  asked: Record<string, string>;
  revoked: boolean;
}
