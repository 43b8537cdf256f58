/** Platforms as data: formats, limits, and whether this installation can reach them. */
import type { Price } from '../domain/accounts/prices.ts';
import { keysOf } from '../lib/record.ts';
import { eachPlatform, PLATFORMS } from '../platforms/index.ts';
import {
  FORMATS,
  type Format,
  type FormatRule,
  type MediaRule,
  PLATFORM_IDS,
  type Platform,
  type PlatformId,
  type Pricing,
  type QuotaRule,
} from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { MediaKindEnum } from './media-asset.ts';
import { MoneyType } from './money.ts';

export const PlatformEnum = describedEnum<PlatformId>(
  'Platform',
  'A platform that Slipway publishes to.',
  eachPlatform((id) => PLATFORMS[id].names.description),
);

export const FormatEnum = describedEnum<Format>(
  'Format',
  'In what form a target is published. Which platform takes which: see `platforms`.',
  {
    IMAGE: 'One image.',
    CAROUSEL: 'Several images or videos in one post.',
    REEL: 'A reel: one upright video.',
    STORY: 'A story, gone after a day.',
    VIDEO: 'A video.',
    SHORT: 'A Short: one square or upright video of a few minutes.',
    TEXT: 'Text alone.',
    THREAD: 'Several posts that reply to each other.',
  },
);

export const TextUnitEnum = describedEnum<'CODE_POINTS' | 'UTF16' | 'UTF8_BYTES' | 'WEIGHTED'>(
  'TextUnit',
  'How a platform counts the length of a text.',
  {
    CODE_POINTS: 'Unicode code points.',
    UTF16: 'UTF-16 units, as `length` in JavaScript.',
    UTF8_BYTES: 'Bytes in UTF-8.',
    WEIGHTED: 'A count of its own: most letters 1, CJK and emoji 2, every link 23.',
  },
);

export const QuotaScopeEnum = describedEnum<'APP' | 'ACCOUNT'>('QuotaScope', 'Who shares an allowance.', {
  APP: 'All accounts of this installation together.',
  ACCOUNT: 'This account alone.',
});

export const QuotaBasisEnum = describedEnum<'DOCUMENTED' | 'GUESSED'>('QuotaBasis', 'How well a limit is known.', {
  DOCUMENTED: 'The platform states it, in its documents or in an answer. A post waits when it is used up.',
  GUESSED:
    'It differs by account, or is stated nowhere. A post beyond it is tried with a warning; the platform decides.',
});

const MediaRuleType = builder.objectRef<MediaRule>('MediaRule').implement({
  description: 'What a platform takes as a file. Null = no limit known.',
  fields: (t) => {
    const int = (name: keyof MediaRule, description: string) =>
      t.int({ nullable: true, description, resolve: (rule) => numberOf(rule[name]) });
    const float = (name: keyof MediaRule, description: string) =>
      t.float({ nullable: true, description, resolve: (rule) => numberOf(rule[name]) });
    const list = (name: 'videoCodecs' | 'audioCodecs', description: string) =>
      t.stringList({
        nullable: true,
        description,
        resolve: (rule) => (rule[name] === undefined ? null : [...rule[name]]),
      });
    return {
      mimeTypes: t.stringList({
        description: 'File types.',
        resolve: ({ mimeTypes }) => [...mimeTypes],
      }),
      // Beyond 2^31: YouTube takes 256 GiB.
      maxBytes: t.float({ description: 'Largest size in bytes.', resolve: ({ maxBytes }) => maxBytes }),
      minDurationMs: int('minDurationMs', 'Shortest length in milliseconds.'),
      maxDurationMs: int('maxDurationMs', 'Longest length in milliseconds.'),
      minAspectRatio: float('minAspectRatio', 'Smallest width divided by height.'),
      maxAspectRatio: float('maxAspectRatio', 'Largest width divided by height.'),
      minWidth: int('minWidth', 'Smallest width in pixels.'),
      maxWidth: int('maxWidth', 'Largest width in pixels.'),
      minHeight: int('minHeight', 'Smallest height in pixels.'),
      maxHeight: int('maxHeight', 'Largest height in pixels.'),
      minFrameRate: float('minFrameRate', 'Fewest frames per second.'),
      maxFrameRate: float('maxFrameRate', 'Most frames per second.'),
      maxFrames: int('maxFrames', 'Most pictures of an animation.'),
      maxFramePixels: float('maxFramePixels', 'Greatest width times height times pictures of an animation.'),
      videoCodecs: list('videoCodecs', 'Video codecs.'),
      audioCodecs: list('audioCodecs', 'Audio codecs.'),
    };
  },
});

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const TextRuleType = builder.objectRef<NonNullable<FormatRule['caption'] | FormatRule['title']>>('TextRule').implement({
  description: 'How long a text may be.',
  fields: (t) => ({
    max: t.exposeInt('max', { description: 'Greatest length.' }),
    unit: t.expose('unit', { type: TextUnitEnum, description: 'How the length is counted.' }),
    required: t.exposeBoolean('required', { description: 'It may not be empty.' }),
  }),
});

const MediaCountRuleType = builder.objectRef<NonNullable<FormatRule['media']>>('MediaCountRule').implement({
  description: 'How many files of which kind.',
  fields: (t) => ({
    min: t.exposeInt('min', { description: 'At least.' }),
    max: t.exposeInt('max', { description: 'At most.' }),
    kinds: t.field({ type: [MediaKindEnum], description: 'Of these kinds.', resolve: ({ kinds }) => [...kinds] }),
  }),
});

const FormatRuleType = builder.objectRef<FormatRule & { format: Format }>('FormatRule').implement({
  description: 'What a platform takes in one format.',
  fields: (t) => ({
    format: t.expose('format', { type: FormatEnum, description: 'The format.' }),
    description: t.exposeString('description', { description: 'The format in words.' }),
    caption: t.expose('caption', {
      type: TextRuleType,
      nullable: true,
      description: 'The caption; null = this format has none.',
    }),
    title: t.expose('title', {
      type: TextRuleType,
      nullable: true,
      description: 'The title; null = this format has none.',
    }),
    media: t.expose('media', {
      type: MediaCountRuleType,
      nullable: true,
      description: 'The files; null = this format has none.',
    }),
    image: t.expose('image', { type: MediaRuleType, nullable: true, description: 'Limits of an image.' }),
    video: t.expose('video', { type: MediaRuleType, nullable: true, description: 'Limits of a video.' }),
  }),
});

const QuotaRuleType = builder.objectRef<QuotaRule>('QuotaRule').implement({
  description: 'An allowance that the platform grants.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name. Stable.' }),
    scope: t.expose('scope', { type: QuotaScopeEnum, description: 'Who shares it.' }),
    windowMs: t.exposeInt('windowMs', { description: 'Its span in milliseconds.' }),
    limit: t.exposeInt('limit', { description: 'Units per span, until the platform tells of another number.' }),
    basis: t.expose('basis', { type: QuotaBasisEnum, description: 'How well that limit is known.' }),
  }),
});

const PlatformPriceType = builder
  .objectRef<Price & { description: string; isOverridden: boolean }>('PlatformPrice')
  .implement({
    description: 'What a platform bills for one thing.',
    fields: (t) => ({
      name: t.exposeString('item', { description: 'Its name. Stable.' }),
      description: t.exposeString('description', { description: 'What it is.' }),
      price: t.field({ type: MoneyType, description: 'The price of one.', resolve: (price) => price }),
      isOverridden: t.exposeBoolean('isOverridden', { description: 'The operator has set it.' }),
    }),
  });

const PlatformPricingType = builder.objectRef<Pricing & { platform: Platform }>('PlatformPricing').implement({
  description: 'What a platform bills, where it bills each use.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Where the platform states its prices.' }),
    since: t.exposeString('since', {
      description: 'The day since when they hold, as far as known here: `2026-04-20`.',
    }),
    prices: t.field({
      type: [PlatformPriceType],
      description: 'The prices that costs and budgets are reckoned with.',
      resolve: ({ platform: { id }, currency, items }, _args, { app }) =>
        keysOf(items).map((item) => {
          const own = app.platforms.get(id)?.prices[item];
          const micros = own ?? items[item]?.micros ?? 0;
          return {
            item,
            currency,
            micros,
            description: items[item]?.description ?? item,
            isOverridden: own !== undefined,
          };
        }),
    }),
  }),
});

export const PlatformInfoType = builder.objectRef<Platform>('PlatformInfo').implement({
  description: 'A platform: what it takes, in numbers, and whether this installation reaches it.',
  fields: (t) => ({
    platform: t.expose('id', { type: PlatformEnum, description: 'Which one.' }),
    displayName: t.exposeString('displayName', { description: 'Its name for people.' }),
    apiVersion: t.string({
      description: "The version of the platform's own API in use.",
      resolve: (platform, _args, { app }) => app.platforms.get(platform.id)?.apiVersion || platform.apiVersion,
    }),
    referenceUrl: t.exposeString('referenceUrl', { description: "The platform's own documentation." }),
    formats: t.field({
      type: [FormatRuleType],
      description: 'What it takes, by format.',
      resolve: ({ formats }) =>
        FORMATS.flatMap((format) => (formats[format] === undefined ? [] : [{ ...formats[format], format }])),
    }),
    features: t.stringList({
      description:
        'What can be done beyond publishing, such as `FIRST_COMMENT`, `THUMBNAIL`, `POLL`; without what needs a grant that this installation does not ask for. More may come.',
      resolve: ({ id, features, featureScopes }, _args, { app }) => {
        const asked = app.platforms.get(id)?.scopes;
        if (asked === undefined || featureScopes === undefined) return [...features];
        return features.filter((name) => featureScopes[name] === undefined || asked.includes(featureScopes[name]));
      },
    }),
    scopes: t.stringList({
      description:
        'What this installation asks account holders to grant, in the words of the platform; empty when it is not configured.',
      resolve: ({ id }, _args, { app }) => [...(app.platforms.get(id)?.scopes ?? [])],
    }),
    quotas: t.field({ type: [QuotaRuleType], description: 'Its allowances.', resolve: ({ quotas }) => [...quotas] }),
    pricing: t.field({
      type: PlatformPricingType,
      nullable: true,
      description: 'What it bills for each use; null where it bills nothing.',
      resolve: (platform) => (platform.pricing === undefined ? null : { ...platform.pricing, platform }),
    }),
    isConfigured: t.boolean({
      description: 'This installation can connect accounts of it.',
      resolve: ({ id }, _args, { app }) => app.platforms.has(id),
    }),
    isSandbox: t.boolean({
      description: 'It is the built-in stand-in: nothing reaches the real platform.',
      resolve: ({ id }, _args, { app }) => app.platforms.get(id)?.sandbox ?? false,
    }),
  }),
});

builder.queryFields((t) => ({
  platforms: t.field({
    type: [PlatformInfoType],
    description: 'All platforms that Slipway knows.',
    resolve: () => PLATFORM_IDS.map((id) => PLATFORMS[id]),
  }),
  platform: t.field({
    type: PlatformInfoType,
    description: 'One platform.',
    args: { platform: t.arg({ type: PlatformEnum, required: true, description: 'Which one.' }) },
    resolve: (_root, { platform }) => PLATFORMS[platform],
  }),
}));
