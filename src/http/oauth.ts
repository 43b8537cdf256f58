/** `GET /oauth/:platform/callback`: where platforms send the browser back to after consent. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppContext } from '../context.ts';
import { completeAccountConnection } from '../domain/accounts/connections.ts';
import type { UserError } from '../domain/errors.ts';

export async function handleOAuthCallback(ctx: AppContext, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
  const value = (name: string) => query.get(name) ?? undefined;
  // Codes are single-use and live for seconds (X: 30): exchanged here and now, never queued.
  const outcome = await completeAccountConnection(ctx, null, {
    state: value('state') ?? '',
    code: value('code'),
    error: value('error'),
    errorDescription: value('error_description') ?? value('error_reason'),
  });
  const [title, text] = outcome.ok
    ? [
        'Account connected',
        `${outcome.value.displayName ?? outcome.value.username ?? outcome.value.externalId} can publish now. You may close this window.`,
      ]
    : ['Not connected', outcome.errors.map(explain).join(' ')];
  res.writeHead(outcome.ok ? 200 : 400, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The address of this page held the code.
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  res.end(page(title, text));
}

/** For the account holder, who has seen nothing of this API. */
const explain = ({ code, message }: UserError): string =>
  code === 'CONNECTION_STATE_INVALID'
    ? 'This address was opened before, or more than ten minutes after it was made. Start the connection again.'
    : `${message.charAt(0).toUpperCase()}${message.slice(1)}. Start the connection again to have another try.`;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Slipway</title>
<style>body{font:16px/1.5 system-ui;display:grid;place-items:center;min-height:100vh;margin:0;background:#f4f6f8;color:#1b2530}main{background:#fff;padding:2rem 2.5rem;border-radius:12px;box-shadow:0 2px 16px #0001;max-width:32rem}h1{font-size:1.25rem;margin:0 0 .5rem}</style>
<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main></html>`;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
