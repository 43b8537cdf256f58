/** Texts in the language of the caller: set with the key, asked for by a request, or English. */
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { openSocket } from '../support/socket.ts';

const SetLanguage = graphql(`
  mutation SetLanguage($input: UpdateApiKeyInput!) {
    updateApiKey(input: $input) {
      apiKey { language timeZone }
      userErrors { code path message }
    }
  }
`);

let app: TestApp;
let seed: Seed;
beforeAll(async () => {
  app = await startTestApp();
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

/** A refusal in the words that this caller gets, with the language in force. */
async function refusal(options: { apiKey?: string; headers?: Record<string, string> } = {}) {
  const document = `query Refusal($input: ValidatePostInput!) {
    viewer { language timeZone }
    validatePost(input: $input) { errors { code message path limit actual } }
  }`;
  const input = {
    brandId: seed.brandId,
    content: { caption: 'a'.repeat(2_201) },
    targets: [{ socialAccountId: seed.accounts.INSTAGRAM, format: 'STORY' }],
    schedule: { mode: 'AT', at: '2001-01-01T00:00:00Z' },
  };
  const { data } = await app.raw(document, { variables: { input }, ...options });
  return data as {
    viewer: { language: string; timeZone: string };
    validatePost: { errors: { code: string; message: string }[] };
  };
}
const messagesOf = ({ validatePost: { errors } }: Awaited<ReturnType<typeof refusal>>) =>
  Object.fromEntries(errors.map(({ code, message }) => [code, message]));

describe('a caller', () => {
  it.each([
    [undefined, 'EN', 'Instagram takes 1 file in a STORY; there are 0'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'PT_BR', 'Instagram aceita 1 arquivo em STORY; o post tem 0'],
    ['pt-PT', 'PT_BR', 'Instagram aceita 1 arquivo em STORY; o post tem 0'],
    ['de, es-MX;q=0.5', 'ES', 'Instagram admite 1 archivo en STORY; la publicación tiene 0'],
    ['de', 'EN', 'Instagram takes 1 file in a STORY; there are 0'],
    [';;q=x,\u00e9', 'EN', 'Instagram takes 1 file in a STORY; there are 0'],
  ])('who asks for %s is told in %s', async (accepted, language, message) => {
    const told = await refusal(accepted === undefined ? {} : { headers: { 'accept-language': accepted } });
    expect(told.viewer).toEqual({ language, timeZone: 'UTC' });
    expect(messagesOf(told)).toMatchObject({ MEDIA_MISSING: message });
  });

  it('gets the same codes, paths and values in every language', async () => {
    const answers = await Promise.all(
      ['en', 'pt-BR', 'es'].map((language) => refusal({ headers: { 'accept-language': language } })),
    );
    const [english, ...others] = answers.map(({ validatePost }) =>
      validatePost.errors
        .map(({ message: _, ...error }) => error)
        .map((error) => ({ ...error, actual: null, limit: null })),
    );
    expect(english?.length).toBeGreaterThan(1);
    for (const other of others) expect(other).toEqual(english);
  });

  it('is told what the settings of the key say, whatever the request asks for', async () => {
    const { id, secret } = await app.key({ scopes: ['POSTS_READ'] });
    const set = (input: object) => app.client()(SetLanguage, { input: { apiKeyId: id, ...input } });
    expect((await set({ language: 'ES', timeZone: 'America/Bogota' })).updateApiKey).toEqual({
      apiKey: { language: 'ES', timeZone: 'America/Bogota' },
      userErrors: [],
    });
    const ask = () => refusal({ apiKey: secret, headers: { 'accept-language': 'pt-BR' } });
    // Another process remembers a key for a moment; this one is told of the change at once.
    const told = await ask();
    expect(told.viewer).toEqual({ language: 'ES', timeZone: 'America/Bogota' });
    expect(messagesOf(told).TIME_IN_PAST).toMatch(/^31 de diciembre de 2000 a las 19:00 GMT-5 ya pasó; ahora es /);
    expect((await set({ timeZone: 'Nowhere/Land' })).updateApiKey).toMatchObject({
      apiKey: null,
      userErrors: [{ code: 'TIME_ZONE_INVALID', path: ['input', 'timeZone'] }],
    });
    await set({ language: null, timeZone: null });
    expect((await ask()).viewer).toEqual({ language: 'PT_BR', timeZone: 'UTC' });
  });

  it.each([
    ['a parameter of its connection', { 'accept-language': 'es' }, { 'Accept-Language': 'pt-BR' }, 'PT_BR'],
    ['a header of its upgrade', { 'accept-language': 'es' }, {}, 'ES'],
    ['nothing', {}, {}, 'EN'],
  ])('on a socket asks by %s', async (_, headers, params, language) => {
    await using socket = await openSocket(app.origin, { headers });
    socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${app.apiKey}`, ...params } });
    expect(await socket.messages.next()).toMatchObject({ type: 'connection_ack' });
    socket.send({ type: 'subscribe', id: '1', payload: { query: '{ viewer { language } }' } });
    expect(await socket.messages.next()).toMatchObject({ payload: { data: { viewer: { language } } } });
  });
});

it('shows account holders the pages of a connection in the language of their browser', async () => {
  const open = async (accepted?: string) => {
    const headers = accepted === undefined ? {} : { 'accept-language': accepted };
    const answer = await fetch(`${app.origin}/oauth/x/start?state=nothing`, { headers });
    return [answer.headers.get('content-language'), await answer.text()] as const;
  };
  expect(await open('pt-BR')).toEqual([
    'pt-BR',
    expect.stringMatching(/lang="pt-BR".*Conta não conectada.*dez minutos/s),
  ]);
  expect(await open('es-AR')).toEqual(['es', expect.stringMatching(/lang="es".*Cuenta no conectada.*diez minutos/s)]);
  expect(await open()).toEqual(['en', expect.stringMatching(/lang="en".*Not connected.*ten minutes/s)]);
});

describe('what is stored', () => {
  const Account = graphql(`
    query AccountInLanguage($id: ID!) {
      socialAccount(id: $id) { health { reasons { code message } lastError { code message } } }
    }
  `);
  const asking = async (language: string) => {
    const document = print(Account);
    const { data } = await app.raw(document, {
      variables: { id: seed.accounts.X },
      headers: { 'accept-language': language },
    });
    return (data as { socialAccount: { health: unknown } }).socialAccount.health;
  };
  const store = (reasons: object[], error: object) =>
    app.db.query('UPDATE social_account SET health_reasons = $1, last_error = $2 WHERE platform = $3', [
      JSON.stringify(reasons),
      JSON.stringify({ at: '2026-12-01T00:00:00.000Z', ...error }),
      'X',
    ]);

  it('without a text is told by its code, and in English as it was stored', async () => {
    await store([{ code: 'SCOPE_MISSING', message: 'not granted: tweet.write' }], {
      code: 'RATE_LIMITED',
      message: 'users.me: X answered 429',
    });
    expect(await asking('en')).toEqual({
      reasons: [{ code: 'SCOPE_MISSING', message: 'not granted: tweet.write' }],
      lastError: { code: 'RATE_LIMITED', message: 'users.me: X answered 429' },
    });
    expect(await asking('pt-BR')).toEqual({
      reasons: [
        { code: 'SCOPE_MISSING', message: 'Falta (ou foi retirada) uma permissão sem a qual nada pode ser publicado.' },
      ],
      lastError: { code: 'RATE_LIMITED', message: 'Pedidos demais; a plataforma pede para voltar mais tarde.' },
    });
  });

  it('with a text is told with all that it tells', async () => {
    const said = {
      message: 'not granted: tweet.write',
      text: { key: 'workspace.scopesDenied', params: { scopes: 'tweet.write' } },
    };
    await store([{ code: 'SCOPE_MISSING', ...said }], { code: 'SCOPE_MISSING', ...said });
    expect(await asking('es')).toEqual({
      reasons: [{ code: 'SCOPE_MISSING', message: 'faltó autorizar: tweet.write' }],
      lastError: { code: 'SCOPE_MISSING', message: 'faltó autorizar: tweet.write' },
    });
  });
});
