/** One try to deliver: signs, sends, and keeps what was sent and answered, without secrets. */
import type { AppContext, Viewer } from '../../context.ts';
import { UrlError } from '../../lib/guarded-fetch.ts';
import { redact } from '../../lib/redact.ts';
import { createScrubber, REDACTED, type Scrubber } from '../../lib/scrub.ts';
import { type EndpointRow, openSecrets, viewerOf } from './endpoint-rows.ts';
import { signatureHeaders } from './signature.ts';

/** As the specification recommends: between 15 and 30 seconds. */
const TIMEOUT_MS = 20_000;
const KEPT_ANSWER_BYTES = 4_096;
/** Of what was sent; a query may answer with much. */
const KEPT_BODY_CHARACTERS = 32_768;

/** An endpoint, ready to be sent to. */
export interface Address {
  endpoint: EndpointRow;
  secrets: readonly string[];
  /** As whom its query runs; null without one. */
  viewer: Viewer | null;
  scrub: Scrubber;
}

/** Throws `VaultError` when no configured key opens the secret. */
export async function addressOf(
  ctx: Pick<AppContext, 'db' | 'vault' | 'clock'>,
  endpoint: EndpointRow,
): Promise<Address> {
  const secrets = openSecrets(ctx, endpoint, ctx.clock.now());
  const viewer = endpoint.query === null ? null : await viewerOf(ctx.db, endpoint);
  return { endpoint, secrets, viewer, scrub: createScrubber(secrets) };
}

/** What happened, safe to store and to show. */
export interface Attempt {
  at: Date;
  url: string;
  requestHeaders: Readonly<Record<string, string>>;
  requestBody: string;
  /** Null when there was no answer. */
  status: number | null;
  responseHeaders: unknown;
  responseBody: string | null;
  error: string | null;
  durationMs: number;
  /** As it came, for what it asks for. */
  answer: Readonly<Record<string, string>>;
}

export async function makeAttempt(
  ctx: Pick<AppContext, 'clock' | 'webhookPost'>,
  { endpoint: { url }, secrets, scrub }: Address,
  message: { id: string; body: string },
): Promise<Attempt> {
  const at = ctx.clock.now();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Slipway-Webhooks',
    ...signatureHeaders(secrets, { ...message, at }),
  };
  const sent = {
    at,
    url: url.split(/[?#]/, 1)[0] ?? url,
    requestHeaders: { ...headers, 'webhook-signature': REDACTED },
    requestBody: cut(message.body, KEPT_BODY_CHARACTERS),
  };
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  try {
    const answer = await ctx.webhookPost.post(url, {
      headers,
      body: message.body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: KEPT_ANSWER_BYTES,
    });
    return {
      ...sent,
      status: answer.status,
      responseHeaders: redact(answer.headers, { scrub }),
      responseBody: storable(scrub.text(answer.text)),
      error: answer.status >= 300 && answer.status <= 399 ? 'redirects are not followed' : null,
      durationMs: durationMs(),
      answer: answer.headers,
    };
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    const failed = { status: null, responseHeaders: null, responseBody: null, answer: {} };
    return { ...sent, ...failed, error: error.message, durationMs: durationMs() };
  }
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
const storable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();
