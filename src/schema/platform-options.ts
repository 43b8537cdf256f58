/** Typed options of each platform, made from the very schemas that its adapter parses them with, so that neither can drift. */
import type { InputFieldRef, InputRef, ObjectRef } from '@pothos/core';
import { z } from 'zod';
import { OPTION_KEYS } from '../domain/posts/options-input.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { PLATFORM_IDS, type PlatformId } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { localId, toGlobalId } from './ids.ts';

type Types = typeof builder.$inferSchemaTypes;
type Options = Record<string, NonNullable<unknown> | null | undefined>;

const NAMES = { INSTAGRAM: 'Instagram', TIKTOK: 'TikTok', YOUTUBE: 'YouTube', X: 'X' } as const satisfies Record<
  PlatformId,
  string
>;

/** What one entry of a list is called, where cutting off the `s` does not tell. */
const ITEM_NAMES: Readonly<Record<string, string>> = { thread: 'ThreadPart' };

/** What the values of the adapters' enums mean. */
const VALUE_TEXTS: Readonly<Record<string, string>> = {
  'InstagramTrialReel.MANUAL': 'Shown to everybody once you say so in the app.',
  'InstagramTrialReel.SS_PERFORMANCE': 'Shown to everybody when it performs well.',
  'TikTokMode.DIRECT': 'Published at the due time.',
  'TikTokMode.INBOX': 'Handed to the creator, who finishes and publishes it in the app.',
  'TikTokPrivacyLevel.PUBLIC_TO_EVERYONE': 'Everybody.',
  'TikTokPrivacyLevel.MUTUAL_FOLLOW_FRIENDS': 'People who follow the creator and are followed back.',
  'TikTokPrivacyLevel.FOLLOWER_OF_CREATOR': 'Followers.',
  'TikTokPrivacyLevel.SELF_ONLY': 'Only the creator.',
  'YouTubePrivacy.PRIVATE': 'Only the channel.',
  'YouTubePrivacy.UNLISTED': 'Everybody who has the link.',
  'YouTubePrivacy.PUBLIC': 'Everybody.',
  'YouTubeLicense.YOUTUBE': 'The standard YouTube licence.',
  'YouTubeLicense.CREATIVE_COMMON': 'Creative Commons Attribution.',
  'XReplySettings.EVERYONE': 'Everybody.',
  'XReplySettings.FOLLOWING': 'Accounts that the author follows.',
  'XReplySettings.MENTIONED_USERS': 'Accounts that the post mentions.',
  'XReplySettings.SUBSCRIBERS': 'Subscribers of the author.',
  'XReplySettings.VERIFIED': 'Verified accounts.',
};

/* ---- JSON Schema, as far as the adapters use it ---- */

interface FieldSchema {
  type?: string | undefined;
  description?: string | undefined;
  default?: unknown;
  enum?: string[] | undefined;
  items?: FieldSchema | undefined;
  properties?: Record<string, FieldSchema> | undefined;
  required?: string[] | undefined;
  anyOf?: FieldSchema[] | undefined;
}

const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.string()).optional(),
    items: fieldSchema.optional(),
    properties: z.record(z.string(), fieldSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(fieldSchema).optional(),
  }),
);

const schemaOf = (id: PlatformId): FieldSchema =>
  fieldSchema.parse(z.toJSONSchema(PLATFORMS[id].options, { io: 'input', unrepresentable: 'any' }));

/** `T | null` is `T`: GraphQL has null of its own. */
const unwrap = (schema: FieldSchema): FieldSchema => schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const constant = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
const itemName = (key: string): string => ITEM_NAMES[key] ?? pascal(key.replace(/s$/, ''));
const isMediaId = (key: string): boolean => key.endsWith('MediaAssetId');

const describeField = (schema: FieldSchema): string => {
  const text = schema.description ?? unwrap(schema).description ?? '';
  const { default: initial } = schema;
  const shown = typeof initial === 'string' && schema.enum ? constant(initial) : initial;
  return shown === undefined || shown === null || Array.isArray(shown) || shown === ''
    ? text
    : `${text} Default: ${String(shown)}.`;
};

const isOptions = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/* ---- types ---- */

function enumOf(name: string, values: readonly string[]) {
  return builder.enumType(name, {
    description: `Values of an option of ${name.match(/^(?:Instagram|TikTok|YouTube|X)/)?.[0] ?? 'a platform'}.`,
    values: Object.fromEntries(
      values.map((value) => [constant(value), { value, description: VALUE_TEXTS[`${name}.${constant(value)}`] ?? '' }]),
    ),
  });
}

const enums = new Map<string, ReturnType<typeof enumOf>>();

/** The one enum of this name; other types show the same values. */
export function sharedEnum(name: string, values: readonly string[]): ReturnType<typeof enumOf> {
  const known = enums.get(name);
  if (known !== undefined) return known;
  const made = enumOf(name, values);
  enums.set(name, made);
  return made;
}

const SCALARS = { string: 'String', boolean: 'Boolean', integer: 'Int', number: 'Float' } as const;

const scalarValue = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const scalarOf = (schema: FieldSchema) => {
  const name = Object.entries(SCALARS).find(([type]) => type === schema.type)?.[1];
  if (name === undefined)
    throw new Error(`an option has a type that the schema cannot show: ${JSON.stringify(schema)}`);
  return name;
};

function inputOf(prefix: string, name: string, description: string, schema: FieldSchema): InputRef<Options> {
  return builder.inputRef<Options>(`${name}Input`).implement({
    description,
    fields: (t) => {
      const field = (
        key: string,
        given: FieldSchema,
      ): InputFieldRef<Types, NonNullable<unknown> | null | undefined> => {
        const inner = unwrap(given);
        const options = { description: describeField(given), required: schema.required?.includes(key) ?? false };
        if (isMediaId(key)) return t.id(options);
        if (inner.enum) return t.field({ ...options, type: sharedEnum(`${prefix}${pascal(key)}`, inner.enum) });
        if (inner.properties)
          return t.field({
            ...options,
            type: inputOf(prefix, `${prefix}${pascal(key)}`, `${describeField(given)}`, inner),
          });
        if (inner.items?.properties)
          return t.field({
            ...options,
            type: [inputOf(prefix, `${prefix}${itemName(key)}`, `One entry of \`${key}\`.`, inner.items)],
          });
        if (inner.items) return t.field({ ...options, type: [scalarOf(inner.items)] });
        return t.field({ ...options, type: scalarOf(inner) });
      };
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, given]) => [key, field(key, given)]),
      );
    },
  });
}

function outputOf(prefix: string, name: string, description: string, schema: FieldSchema): ObjectRef<Types, Options> {
  return builder.objectRef<Options>(name).implement({
    description,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, given]) => {
          const inner = unwrap(given);
          const options = { description: describeField(given), nullable: true as const };
          const list = (parent: Options) => (Array.isArray(parent[key]) ? parent[key] : null);
          if (isMediaId(key))
            return [
              key,
              t.id({
                ...options,
                resolve: (parent) => (typeof parent[key] === 'string' ? toGlobalId('MediaAsset', parent[key]) : null),
              }),
            ];
          if (inner.enum)
            return [
              key,
              t.field({
                ...options,
                type: sharedEnum(`${prefix}${pascal(key)}`, inner.enum),
                resolve: (parent) => (typeof parent[key] === 'string' ? parent[key] : null),
              }),
            ];
          if (inner.properties)
            return [
              key,
              t.field({
                ...options,
                type: outputOf(prefix, `${prefix}${pascal(key)}`, describeField(given), inner),
                resolve: (parent) => (isOptions(parent[key]) ? parent[key] : null),
              }),
            ];
          if (inner.items?.properties)
            return [
              key,
              t.field({
                ...options,
                type: [outputOf(prefix, `${prefix}${itemName(key)}`, `One entry of \`${key}\`.`, inner.items)],
                resolve: list,
              }),
            ];
          if (inner.items) return [key, t.field({ ...options, type: [scalarOf(inner.items)], resolve: list })];
          return [key, t.field({ ...options, type: scalarOf(inner), resolve: (parent) => scalarValue(parent[key]) })];
        }),
      ),
  });
}

const inputFor = (id: PlatformId) =>
  inputOf(NAMES[id], `${NAMES[id]}Options`, `Options of a target on ${PLATFORMS[id].displayName}.`, schemaOf(id));

const outputFor = (id: PlatformId) =>
  outputOf(
    NAMES[id],
    `${NAMES[id]}Options`,
    `Options of a target on ${PLATFORMS[id].displayName}, as written; null where the default holds.`,
    schemaOf(id),
  );

const forEach = <Made>(make: (id: PlatformId) => Made): Record<PlatformId, Made> => ({
  INSTAGRAM: make('INSTAGRAM'),
  TIKTOK: make('TIKTOK'),
  YOUTUBE: make('YOUTUBE'),
  X: make('X'),
});

// Inputs first: they make the enums, which outputs share.
const INPUTS = forEach(inputFor);
const OUTPUTS = forEach(outputFor);

export interface TargetOptions {
  platform: PlatformId;
  options: Options;
}

/** `options` of a target: which of the types it is follows from its platform. */
export const TargetOptionsUnion = builder.unionType('PostTargetOptions', {
  description: 'Options of a target, by platform.',
  types: PLATFORM_IDS.map((id) => OUTPUTS[id]),
  resolveType: (value) => OUTPUTS[platformOf.get(value) ?? 'X'],
});

const platformOf = new WeakMap<Options, PlatformId>();

/** The stored options as the union shows them. */
export function shownOptions({ platform, options }: TargetOptions): Options {
  const shown = { ...options };
  platformOf.set(shown, platform);
  return shown;
}

export const PostTargetOptionsInput = builder.inputType('PostTargetOptionsInput', {
  description: 'Options of a target: exactly one field, that of the platform of its account.',
  isOneOf: true,
  fields: (t) => ({
    instagram: t.field({ type: INPUTS.INSTAGRAM, description: 'For an Instagram account.' }),
    tiktok: t.field({ type: INPUTS.TIKTOK, description: 'For a TikTok account.' }),
    youtube: t.field({ type: INPUTS.YOUTUBE, description: 'For a YouTube channel.' }),
    x: t.field({ type: INPUTS.X, description: 'For an X account.' }),
  }),
});

/** What a caller gave: options for one platform. */
export type OptionsInput = typeof PostTargetOptionsInput.$inferInput;

export interface GivenOptions {
  options: Options | null | undefined;
  /** For which platform they were written. */
  optionsOf?: PlatformId;
}

/** To the shape that the domain takes: absent stays absent and null stays null. A null inside is absent: the adapter's defaults hold. */
export function readOptions(input: OptionsInput | null | undefined): GivenOptions {
  if (!input) return { options: input };
  for (const id of PLATFORM_IDS) {
    const given: Options | null | undefined = Object.entries(input).find(([key]) => key === OPTION_KEYS[id])?.[1];
    if (given) return { options: withLocalIds(given), optionsOf: id };
  }
  return { options: {} };
}

const withLocalIds = (given: Options): Options =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, withLocalId(value, name)]],
    ),
  );

function withLocalId(value: NonNullable<unknown>, key: string): NonNullable<unknown> {
  if (Array.isArray(value)) return value.map((item) => (isOptions(item) ? withLocalIds(item) : item));
  if (typeof value === 'string' && isMediaId(key)) return localId('MediaAsset', value);
  return isOptions(value) ? withLocalIds(value) : value;
}
