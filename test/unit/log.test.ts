/** What a line of the log holds, and what it never does. */
import { expect, test } from 'vitest';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';

function record(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', secrets, destination: { write: (line) => void lines.push(line) } });
  return { log, text: () => lines.join('') };
}

test('a line is JSON with level name, time, fields and message', () => {
  const { log, text } = record();
  log.info({ targetId: 't1', durationMs: 5 }, 'published');
  const line = JSON.parse(text());
  expect(line).toMatchObject({ level: 'info', targetId: 't1', durationMs: 5, msg: 'published' });
  expect(Date.parse(line.time)).not.toBeNaN();
});

test('a configured secret is written nowhere, whichever way it gets into a line', () => {
  const canary = 'canary-"7f3e9\\quoted';
  const { log, text } = record([canary]);
  const error = new Error(`refused ${canary}`, { cause: new Error(canary) });
  log.info(`message ${canary}`);
  log.info('interpolated %s', canary);
  log.info({ harmless: canary, deep: { list: [{ note: `a ${canary} b` }] } }, 'fields');
  log.error(error);
  log.error({ err: error }, 'failed');
  log.child({ bound: canary }).warn('child');
  expect(text()).not.toContain('7f3e9');
  expect(text().match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(8);
});

test('secrets nobody configured are recognised by field name or shape', () => {
  const { log, text } = record();
  const apiKey = generateApiKey().key;
  log.info({
    accessToken: 'canary-1',
    headers: { authorization: 'canary-2 x', cookie: 'canary-3' },
    body: { client_secret: 'canary-4' },
  });
  log.info(`Authorization: Bearer canary-5-abcdef and ${apiKey}`);
  log.info('postgresql://slipway:canary-6@db/slipway');
  log.info('http:/user:canary-6@/ and https://canary-6@host.example/ and //user:canary-6@host.example');
  log.info({ url: 'https://media.example/file.mp4?sig=canary-7' }, 'GET /media/1.mp4?sig=canary-8');
  log.child({ refreshToken: 'canary-9' }).info('child');
  expect(text()).not.toContain('canary');
  expect(text()).not.toContain(apiKey.slice(20));
  expect(text()).toContain('https://media.example/file.mp4');
});

test('an error keeps type, message, code, stack and causes', () => {
  const { log, text } = record();
  const error = Object.assign(new TypeError('no route', { cause: new Error('reset by peer') }), { code: 'ECONNRESET' });
  log.error({ err: error, bytes: new Uint8Array(5_000) }, 'upload failed');
  const { err, bytes } = JSON.parse(text());
  expect(err).toMatchObject({ type: 'TypeError', code: 'ECONNRESET' });
  expect(err.message).toContain('reset by peer');
  expect(err.stack).toContain('log.test.ts');
  expect(bytes).toBe('[5000 bytes]');
});

test('lines below the level are not written', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
  log.info('quiet');
  log.warn('loud');
  expect(lines).toHaveLength(1);
});
