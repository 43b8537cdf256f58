/** What a platform tells an app unasked: how a request proves that it comes from there, and what it says. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ClientCredentials, OAuthContext } from './account.ts';

/**
 * What a platform told. It is signed, but it may be old, come twice or come late: that something is live is never believed
 * because of it, it only makes us ask.
 */
export type Hint = {
  /** The same however often it is told; unique among all hints of the platform. */
  id: string;
  /** When it happened, by the clock of the platform; null where it does not say. */
  at: Date | null;
  /** The account, by its `externalId` or by its `aliasId`. */
  account: string;
} & (
  | {
      /** Something happened to a post that is on its way. */
      kind: 'POST_MOVED';
      /** The id of the post, as the journal of the target has it. */
      post: string;
    }
  | {
      /** The account holder, or the platform, ended the access. */
      kind: 'GRANT_ENDED';
      /** Why, in a sentence for people. */
      reason: string;
    }
  | {
      /** The account holder wants deleted what is known of the account. */
      kind: 'ERASURE';
    }
);

export interface WebhookRequest {
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Empty for a GET. */
  body: Buffer;
  now: Date;
}

/** What an installation has to verify requests with. */
export interface WebhookApp {
  client: ClientCredentials;
  /** By the names of `PlatformSetup.webhookSecrets`; one that the operator did not set is absent. */
  secrets: Readonly<Record<string, string | undefined>>;
}

/** What is answered to a platform that asks whether an address is ours. */
export interface ChallengeAnswer {
  type: 'application/json' | 'text/plain';
  body: string;
  /** Answered only while this account is connected here; then it tells of the account until `endsAt`. */
  lease?: { account: string; endsAt: Date };
}

/** An address at which a platform tells something: `/webhooks/<platform>`, followed by its name unless that is `events`. */
export interface WebhookRoute {
  /** What it is entered as at the platform. */
  description: string;
  /** Answers a GET; null refuses it. */
  challenge?(request: WebhookRequest, app: WebhookApp): ChallengeAnswer | null;
  /**
   * What a POST tells; null if the platform did not sign it, or signed it so long ago that it may be a replay. What tells nothing
   * of use is an empty list.
   */
  read(request: WebhookRequest, app: WebhookApp): readonly Hint[] | null;
  /** The status for a request that `read` refuses; default 401. */
  forgedStatus?: 202;
  /** The JSON that answers a request for erasure. A GET then shows what became of it. */
  erasureAnswer?(accepted: { code: string; statusUrl: string }): unknown;
}

export interface Webhook {
  routes: { readonly events: WebhookRoute; readonly [name: string]: WebhookRoute };
  /** Where the platform has to be asked, for each account, to tell of it, and does so for a time only. */
  lease?: {
    /** Asked again from this time before the end. */
    renewMs: number;
    /** The platform then asks for proof at `callbackUrl`, with a challenge. */
    ask(ctx: OAuthContext, wanted: { account: string; callbackUrl: string }): Promise<void>;
  };
}
