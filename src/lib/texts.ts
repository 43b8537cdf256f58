/** Texts for people: what one is made of, in which languages there are catalogues of them, and how one is put into words. */

import { MICRO_DIGITS, moneyText } from './money.ts';

export const LANGUAGES = ['en', 'pt-BR', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export const isLanguage = (name: unknown): name is Language => LANGUAGES.some((language) => language === name);

/** Whom a text is for. */
export interface Reader {
  language: Language;
  /** IANA name; null: unknown, so that instants are told in UTC. */
  timeZone: string | null;
}

/** What a text tells besides its words. It is stored and sent as JSON; an instant is its ISO form. */
export type Param = string | number | boolean | null | undefined | Told | readonly Param[] | { [name: string]: Param };

export interface Params {
  readonly [name: string]: Param;
}

/** A text without its words: the key of its template, with the scope of its catalogue in front, and what it tells. */
export interface Text {
  key: string;
  params?: Params;
}

/** A text as a row keeps it; undefined where it keeps none. */
export const storedText = (value: unknown): Text | undefined =>
  typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
    ? (value as Text)
    : undefined;

/** A text with its English words, for logs, for stored rows, and for releases that know no texts. */
export interface Told {
  message: string;
  /** Absent where only words are known: what others said, and rows that are older than texts. */
  text?: Text | undefined;
}

/** A text alone, of something that tells more besides. */
export const toldBy = ({ message, text }: Told): Told => (text === undefined ? { message } : { message, text });

/** A text that has a template. */
export interface Said extends Told {
  text: Text;
}

/** The words of somebody else, which are not translated. */
export const verbatim = (message: string): Told => ({ message });

/** How a language writes what templates put into their words. */
export interface Forms {
  number(value: number): string;
  /** `2026-12-01T09:30:00.000Z` as people write it. */
  instant(iso: string): string;
  /** A duration in seconds. */
  seconds(ms: number): string;
  /** An amount in millionths of its currency. */
  money(micros: number, currency: string): string;
  /** `2026-12`. */
  month(month: string): string;
  /** `2026-12-01`, without its year. */
  day(day: string): string;
  list(items: readonly string[]): string;
  /** The form that goes with `count`. Where a language has more forms than these two, `other` serves. */
  plural(count: number, forms: { one: string; other: string }): string;
  /** A text within a text. */
  told(told: Told): string;
}

type Template = string | ((params: never, forms: Forms) => string);
/** The texts of one scope in one language. */
export type Catalogue = Readonly<Record<string, Template>>;

/** What a translation holds: the keys of the English catalogue, each with what its English text is given. */
export type Translation<English extends Catalogue> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : English[Key];
};

/** One scope in every language. */
export type Catalogues<English extends Catalogue = Catalogue> = { readonly en: English } & {
  readonly [Name in Exclude<Language, 'en'>]: Translation<English>;
};

type ParamsOf<One extends Template> = One extends (params: infer Params, ...rest: never[]) => string
  ? [params: Params]
  : [];

export type Speaker<English extends Catalogue> = <Key extends keyof English & string>(
  key: Key,
  ...params: ParamsOf<English[Key]>
) => Said;

/** Makes the texts of a scope, which is the first part of their keys. */
export const speaker =
  <English extends Catalogue>(scope: string, { en }: Catalogues<English>): Speaker<English> =>
  (key, ...[params]) => {
    const template: Template = en[key] as Template;
    const text = { key: `${scope}.${key}`, ...(params === undefined ? {} : { params: params as Text['params'] }) };
    return { message: filled(template, params, PLAIN), text } as Said;
  };

const filled = (template: Template, params: unknown, forms: Forms): string =>
  typeof template === 'string' ? template : template(params as never, forms);

/** For logs and stored rows, which programs read too: plain numbers, and instants as they are. */
const PLAIN: Forms = {
  number: String,
  instant: (iso) => iso,
  seconds: (ms) => `${Number((ms / 1_000).toFixed(2))} s`,
  money: moneyText,
  month: (month) => month,
  day: (day) => day,
  list: (items) => items.join(', '),
  plural: (count, { one, other }) => (count === 1 ? one : other),
  told: ({ message }) => message,
};

export interface Wording {
  /** Puts a text into the words of its reader. Without a template that this release knows, its English words stay. */
  words(reader: Reader, told: Told): string;
  /** Whether there is a template for it. */
  knows(told: Told): boolean;
}

export function createWording(scopes: Readonly<Record<string, Catalogues>>): Wording {
  /** Sentences without parameters, by their English words: rows that hold no more can be told in any language as well. */
  const whole = new Map<string, Text>(
    Object.entries(scopes).flatMap(([scope, { en }]) =>
      Object.entries(en).flatMap(([key, template]): [string, Text][] =>
        typeof template === 'string' ? [[template, { key: `${scope}.${key}` }]] : [],
      ),
    ),
  );
  const templateOf = (language: Language, { key }: Text): Template | undefined => {
    const dot = key.indexOf('.');
    return scopes[key.slice(0, dot)]?.[language][key.slice(dot + 1)];
  };
  const textOf = ({ message, text }: Told): Text | undefined => text ?? whole.get(message);
  const words: Wording['words'] = (reader, told) => {
    const text = textOf(told);
    const template = text && templateOf(reader.language, text);
    if (text === undefined || template === undefined) return told.message;
    return filled(template, text.params ?? {}, { ...formsOf(reader), told: (part) => words(reader, part) });
  };
  const knows: Wording['knows'] = (told) => {
    const text = textOf(told);
    return text !== undefined && templateOf('en', text) !== undefined;
  };
  return { words, knows };
}

type OwnForms = Omit<Forms, 'told'>;

/** By language and zone: `Intl` takes long to make a form, and nothing to use it. */
const made = new Map<string, OwnForms>();
/** Zones are named by callers. */
const MOST_KEPT = 500;

const INSTANT = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

export function formsOf({ language, timeZone }: Reader): OwnForms {
  const name = `${language} ${timeZone}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  const plurals = new Intl.PluralRules(language);
  const toTheMinute = new Intl.DateTimeFormat(language, { ...INSTANT, timeZone: timeZone ?? 'UTC' });
  const toTheSecond = new Intl.DateTimeFormat(language, { ...INSTANT, second: '2-digit', timeZone: timeZone ?? 'UTC' });
  const days = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', timeZone: 'UTC' });
  const lists = new Intl.ListFormat(language);
  const months = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  const forms: OwnForms = {
    number: (value) => numbers.format(value),
    instant: (iso) => {
      const at = new Date(iso);
      return (at.getUTCSeconds() === 0 ? toTheMinute : toTheSecond).format(at);
    },
    seconds: (ms) => `${numbers.format(Number((ms / 1_000).toFixed(2)))} s`,
    money: (micros, currency) =>
      new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        maximumFractionDigits: MICRO_DIGITS,
      }).format(micros / 10 ** MICRO_DIGITS),
    day: (day) => days.format(new Date(day)),
    list: (items) => lists.format(items),
    month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
    plural: (count, { one, other }) => (plurals.select(count) === 'one' ? one : other),
  };
  if (made.size >= MOST_KEPT) made.clear();
  made.set(name, forms);
  return forms;
}
