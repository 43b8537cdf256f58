/** The catalogues of texts: every text of every language, rendered with sample values. */
import { describe, expect, it } from 'vitest';
import { createWording, LANGUAGES, type Language, type Params, type Told } from '../../src/lib/texts.ts';
import { common, say } from '../../src/texts/common/texts.ts';
import { CATALOGUES, inWords } from '../../src/texts/in-words.ts';

/** By the name of a parameter; texts that take another kind of value under a name are listed below. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  account: '«account»',
  act: 'edited',
  actual: 17,
  after: '«after»',
  at: '2026-12-01T09:30:00.000Z',
  billed: '«billed»',
  bytes: 21,
  checkedAt: '2026-12-02T09:30:00.000Z',
  codec: '«codec»',
  codecs: '«codecs»',
  count: 23,
  currency: 'USD',
  emoji: '«emoji»',
  end: 29,
  event: '«event»',
  expected: 31,
  externalId: '«externalId»',
  first: 37,
  format: '«format»',
  formats: '«formats»',
  freeAt: '2026-12-03T09:30:00.000Z',
  given: '«given»',
  height: '≤ 43',
  id: '«id»',
  index: 47,
  isGuessed: true,
  isLeast: true,
  isNeeded: true,
  isTurnable: true,
  key: '«key»',
  kind: '«kind»',
  kinds: '«kinds»',
  last: '«last»',
  least: 53,
  length: 59,
  level: '«level»',
  limit: 61,
  local: '«local»',
  max: 67,
  meant: '2026-12-04T09:30:00.000Z',
  measures: ['durationMs', 'videoCodec'],
  min: 71,
  mode: '«mode»',
  month: '2026-12',
  name: '«name»',
  names: '«names»',
  now: '2026-12-05T09:30:00.000Z',
  offered: '«offered»',
  offset: 73,
  offsets: ['«offset»', '«other offset»'],
  option: '«option»',
  options: '«options»',
  origin: '«origin»',
  other: '«other»',
  part: { index: 2, count: 3 },
  parts: 79,
  pixels: 83,
  platform: '«platform»',
  ratio: 89,
  reason: { code: 'URL_TIMEOUT', message: '«reason»' },
  retryAt: '2026-12-06T09:30:00.000Z',
  said: { message: '«said»' },
  scope: '«scope»',
  scopes: '«scopes»',
  size: '«size»',
  spent: 97,
  status: 'PUBLISHED',
  taken: '«taken»',
  text: '«text»',
  type: '«type»',
  types: '«types»',
  unit: 'characters',
  units: 101,
  until: '2026-12-07T09:30:00.000Z',
  url: '«url»',
  username: '«username»',
  values: '«values»',
  version: 103,
  what: 'post',
  width: '≥ 107',
  due: '2026-12-09T09:30:00.000Z',
  quote: '«quote»',
  items: [{ message: '«first»' }, { message: '«second»' }],
  left: 127,
  since: '2026-12-10T09:30:00.000Z',
  shown: '«shown»',
  told: { message: '«told»' },
  used: 131,
  why: { message: '«why»' },
  zone: '«zone»',
};
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'kit.textTooLong': { what: 'caption', unit: 'UTF8_BYTES' },
  'kit.dimensions': { actual: '«actual»' },
  'kit.ratio': { actual: '«actual»' },
  'posts.optionNotOneOf': { actual: '«actual»' },
  'posts.quotaFull': { taken: 109 },
  'posts.clocksChanged': { meant: '«meant»' },
  'posts.dueButNot': { end: '2026-12-11T09:30:00.000Z', reason: { message: '«reason»' } },
  'common.urlUnusable': { reason: { message: '«reason»' } },
  'posts.optionMalformed': { reason: { message: '«reason»' }, actual: '«actual»' },
  'tiktok.coverPastEnd': { at: 113 },
  'tiktok.photoSize': { limit: '«limit»', actual: '«actual»' },
  'tiktok.switchedOff': { what: 'duets' },
  'workspace.keyOutlives': { limit: '2026-12-08T09:30:00.000Z' },
  'x.doubtfulSize': { limit: '«limit»', actual: '«actual»' },
};

/** Texts that are only the words of somebody else, and English words that people of the other languages use as well. */
const WITHOUT_WORDS: readonly string[] = ['workspace.words', 'workspace.grantEnds', 'posts.fileReason', 'common.all'];

const KEYS = Object.entries(CATALOGUES).flatMap(([scope, { en }]) => Object.keys(en).map((key) => `${scope}.${key}`));

/** The sample values of a text, which tell what of them was read; a name without a sample is refused. */
function watched(key: string, changes: Readonly<Record<string, unknown>>): { params: Params; read: Set<string> } {
  const read = new Set<string>();
  const values = { ...SAMPLES, ...OTHERWISE[key], ...changes };
  const params = new Proxy(values, {
    get: (_, name) => {
      if (typeof name !== 'string' || !(name in values)) throw new Error(`${key} has no sample for ${String(name)}`);
      read.add(name);
      return values[name];
    },
    ownKeys: () => ['part'],
    getOwnPropertyDescriptor: (_, name) => ({ value: values[String(name)], enumerable: true, configurable: true }),
  });
  return { params: params as Params, read };
}

function rendered(language: Language, key: string, changes: Readonly<Record<string, unknown>> = {}) {
  const { params, read } = watched(key, changes);
  const told: Told = { message: 'THE TEXT IS MISSING', text: { key, params } };
  return { words: inWords({ language, timeZone: null }, told), read: [...read].sort() };
}

const ENGLISH =
  /(?<![\p{L}_])(the|is|are|has|have|this|that|with|not|takes?|must|and|of|to|it|its|was|were|cannot|for|or|from|there|which|than|more|only|by|file|account|post|brand|key|target)(?![\p{L}_])/iu;
/** Names of fields, codes and samples are the same in every language. `post` is a Portuguese word by now. */
const withoutNames = (words: string): string =>
  words.replace(/«[^»]*»|`[^`]*`|[a-z]+[A-Z]\w+|[A-Z_]{3,}|\bGET \S+/g, '');

describe('a text', () => {
  it.each(LANGUAGES)('has words in %s, with nothing missing', (language) => {
    for (const key of KEYS) {
      for (const changes of [{}, { count: 1, parts: 1, length: 1 }]) {
        const { words } = rendered(language, key, changes);
        expect(words, key).not.toMatch(
          /THE TEXT IS MISSING|undefined|(?<!send |envie |envíe )null|NaN|\[object|Invalid Date|\s{2}|^\s|\s$/,
        );
        expect(words.length, key).toBeGreaterThan(0);
      }
    }
  });

  it.each(['pt-BR', 'es'] as const)('is no English in %s', (language) => {
    for (const key of KEYS) {
      if (WITHOUT_WORDS.includes(key)) continue;
      const { words } = rendered(language, key);
      expect(words, key).not.toBe(rendered('en', key).words);
      const own = withoutNames(words).replace(language === 'pt-BR' ? /\bpost\b/gi : /(?!)/, '');
      expect(own, key).not.toMatch(ENGLISH);
    }
  });

  it.each(['pt-BR', 'es'] as const)('tells in %s all that it tells in English', (language) => {
    for (const key of KEYS) expect(rendered(language, key).read, key).toEqual(rendered('en', key).read);
  });
});

describe('its words', () => {
  it('follow the forms of the language and the zone of the reader', () => {
    const passed = {
      message: '',
      text: { key: 'posts.timePassed', params: { at: '2026-12-01T12:00:00.000Z', now: '2026-12-01T15:30:09.000Z' } },
    };
    expect(inWords({ language: 'pt-BR', timeZone: 'America/Sao_Paulo' }, passed)).toMatch(
      /^1 de dezembro de 2026 às 09:00 \S+ já passou; agora é 1 de dezembro de 2026 às 12:30:09 \S+$/,
    );
    expect(inWords({ language: 'es', timeZone: null }, passed)).toMatch(
      /^1 de diciembre de 2026 a las 12:00 UTC ya pasó/,
    );
    const long = { message: '', text: { key: 'common.tooLong', params: { name: 'name', length: 12_345, max: 2_000 } } };
    expect(inWords({ language: 'en', timeZone: null }, long)).toBe('name has 12,345 characters; the limit is 2,000');
    expect(inWords({ language: 'pt-BR', timeZone: null }, long)).toBe('name tem 12.345 caracteres; o limite é 2.000');
    const spent = { spent: 1_250_000_000, limit: 1_000_000_000, currency: 'USD', month: '2026-12' };
    const budget = { message: '', text: { key: 'posts.budgetUsedUp', params: spent } };
    expect(inWords({ language: 'pt-BR', timeZone: null }, budget)).toMatch(/US\$\s1\.250,00 .* dezembro de 2026/);
  });

  it('are plain in logs and rows, where programs read them too', () => {
    const { message, text } = say('tooLong', { name: 'name', length: 12_345, max: 2_000 });
    expect(message).toBe('name has 12345 characters; the limit is 2000');
    expect(JSON.parse(JSON.stringify(text))).toEqual({
      key: 'common.tooLong',
      params: { name: 'name', length: 12_345, max: 2_000 },
    });
  });

  it('stay as they were stored where the text is unknown, or older than texts', () => {
    for (const text of [undefined, { key: 'common.gone' }, { key: 'gone.blank' }, { key: 'blank' }])
      expect(inWords({ language: 'es', timeZone: null }, { message: 'as it was', text })).toBe('as it was');
  });

  it('of somebody else within a text are not translated', () => {
    const { words } = createWording({ common });
    const told = say('urlUnusable', { reason: { message: 'Permission denied' } });
    expect(words({ language: 'es', timeZone: null }, told)).toBe('la dirección no se puede usar: Permission denied');
  });
});
