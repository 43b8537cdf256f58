/** `docs/accounts` against the registry: each page names what its platform has, says of it what the code says, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { HEALTH_REASONS } from '../../src/domain/accounts/health.ts';
import { keysOf } from '../../src/lib/record.ts';
import { FAILURE_CODES } from '../../src/platforms/failure.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { PLATFORM_IDS, type PlatformId, type PlatformSetup } from '../../src/platforms/platform.ts';

const LANGUAGES = [
  { language: 'en', folder: 'docs/accounts' },
  { language: 'pt-BR', folder: 'docs/accounts/pt-BR' },
] as const;
const REASONS = keysOf(HEALTH_REASONS);

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

const schema = buildSchema(read('schema.graphql'));
const valuesOf = (name: string): string[] => {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
};
const KNOWN_CODES = new Set([
  ...Object.keys(schema.getTypeMap()).flatMap(valuesOf),
  ...[...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name),
]);

/** The cells of each row of each table, as written. */
const rowsOf = (page: string): string[][] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const rowOf = (page: string, name: string) => rowsOf(page).filter(([first]) => first === `\`${name}\``);
const codesIn = (page: string): string[] =>
  [...page.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`/g)].flatMap(([, code]) => code ?? []);

function variablesOf({
  clientId,
  clientSecret,
  apiVersion,
  scopes,
  accountChecks,
  prices,
  webhookSecrets = {},
  origins,
}: PlatformSetup): string[] {
  const secrets = Object.values(webhookSecrets);
  const all = [
    clientId,
    clientSecret,
    apiVersion,
    scopes,
    accountChecks,
    prices,
    ...secrets,
    ...Object.values(origins),
  ];
  return all.flatMap((one) => one?.variable ?? []);
}

describe.each(LANGUAGES)('the pages about accounts in $language', ({ language, folder }) => {
  const number = new Intl.NumberFormat(language);

  describe.each(PLATFORM_IDS)('%s', (id: PlatformId) => {
    const { setup, oauth, quotas, check, pricing } = PLATFORMS[id];
    const page = read(`${folder}/${id.toLowerCase()}.md`);
    const scopes = [...oauth.neededScopes, ...oauth.optionalScopes];

    test('names the redirect address and every variable', () => {
      expect(page).toContain(`\`PUBLIC_URL/oauth/${id.toLowerCase()}/callback\``);
      for (const variable of variablesOf(setup)) expect(page).toContain(`\`${variable}\``);
    });

    test('has a row for each scope, allowance and reason, and for nothing that does not exist', () => {
      const known = [...scopes, ...quotas.map(({ name }) => name), ...REASONS];
      const variables = variablesOf(setup);
      const named = rowsOf(page).flatMap(([first = '']) => /^`(\w[\w.:/-]*)`$/.exec(first)?.[1] ?? []);
      expect(named.filter((name) => !variables.includes(name)).toSorted()).toEqual(known.toSorted());
    });

    test('says of each scope whether it is needed', () => {
      const yes = language === 'en' ? 'yes' : 'sim';
      const needed = scopes.filter((scope) => rowOf(page, scope).some((cells) => cells[1] === yes));
      expect(needed).toEqual([...oauth.neededScopes]);
    });

    test('says the limit of each allowance', () => {
      for (const { name, limit } of quotas)
        expect(rowOf(page, name)).toEqual([expect.arrayContaining([number.format(limit)])]);
    });

    test('says what a check costs, where it costs something', () => {
      const price = check.billed === null ? undefined : pricing?.items[check.billed];
      if (price !== undefined) expect(page).toContain(`| ${number.format(price.micros / 1e6)} `);
    });

    test('says the status and the action of each reason', () => {
      for (const code of REASONS) {
        const { status, userAction } = HEALTH_REASONS[code];
        expect(rowOf(page, code).map((cells) => cells.slice(1, 3))).toEqual([[`\`${status}\``, `\`${userAction}\``]]);
      }
    });

    test('names no code that does not exist', () => {
      expect(codesIn(page).filter((code) => !KNOWN_CODES.has(code))).toEqual([]);
    });
  });

  const overview = read(`${folder}/README.md`);

  test('the overview has a row for each status and each action', () => {
    const actions = Object.values(FAILURE_CODES).map(({ userAction }) => userAction);
    for (const name of [...valuesOf('AccountHealthStatus'), ...new Set(actions)])
      expect(rowOf(overview, name)).toHaveLength(1);
    expect(valuesOf('AccountHealthStatus')).not.toEqual([]);
  });

  test('the overview links every page, and names no code that does not exist', () => {
    for (const id of PLATFORM_IDS) expect(overview).toContain(`(${id.toLowerCase()}.md)`);
    expect(codesIn(overview).filter((code) => !KNOWN_CODES.has(code))).toEqual([]);
  });
});

describe('both languages', () => {
  test.each(['README', ...PLATFORM_IDS.map((id) => id.toLowerCase())])('name the same things in %s', (name) => {
    const [english, portuguese] = LANGUAGES.map(({ folder }) =>
      [...new Set(read(`${folder}/${name}.md`).match(/`[^`\n]+`/g))].toSorted(),
    );
    expect(portuguese).toEqual(english);
    expect(english).not.toEqual([]);
  });
});
