/**
 * Typed options of each platform, generated from the schemas with which its adapter parses them, so that they always
 * agree.
 */
import type { FieldMap, InputFieldRef, InputRef, ObjectRef } from '@pothos/core';
import { z } from 'zod';
import { optionKey } from '../domain/posts/options-input.ts';
import { eachPlatform, PLATFORMS } from '../platforms/index.ts';
import { PLATFORM_IDS, type PlatformId } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { localId, toGlobalId } from './ids.ts';

type Types = typeof builder.$inferSchemaTypes;
type Options = Record<string, NonNullable<unknown> | null | undefined>;

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
    // `[type, 'null']`: GraphQL has null of its own.
    type: z
      .union([z.string(), z.array(z.string()).transform((types) => types.find((type) => type !== 'null'))])
      .optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.string()).optional(),
    items: fieldSchema.optional(),
    properties: z.record(z.string(), fieldSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(fieldSchema).optional(),
  }),
);

export const schemaOf = (type: z.ZodType, io: 'input' | 'output'): FieldSchema =>
  fieldSchema.parse(z.toJSONSchema(type, { io, unrepresentable: 'any' }));

/** `T | null` is `T`: GraphQL has null of its own. */
const unwrap = (schema: FieldSchema): FieldSchema => schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const constant = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
const singular = (key: string): string => pascal(key.replace(/s$/, ''));
const itemName = (id: PlatformId, key: string): string => PLATFORMS[id].optionTexts.items?.[key] ?? singular(key);
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

function enumOf(id: PlatformId, key: string, values: readonly string[]) {
  const { names, optionTexts } = PLATFORMS[id];
  const texts = optionTexts.values[key] ?? {};
  return builder.enumType(`${names.type}${pascal(key)}`, {
    description: `Values of an option of ${names.type}.`,
    values: Object.fromEntries(
      values.map((value) => [constant(value), { value, description: texts[constant(value)] ?? '' }]),
    ),
  });
}

const enums = new Map<string, ReturnType<typeof enumOf>>();

/** The enum of an option; every place that shows its values shares it. */
function sharedEnum(id: PlatformId, key: string, values: readonly string[]): ReturnType<typeof enumOf> {
  const name = `${id}.${key}`;
  const made = enums.get(name) ?? enumOf(id, key, values);
  enums.set(name, made);
  return made;
}

const typeName = (id: PlatformId, name: string): string => `${PLATFORMS[id].names.type}${name}`;

const SCALARS = { string: 'String', boolean: 'Boolean', integer: 'Int', number: 'Float' } as const;

const scalarValue = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const scalarOf = (schema: FieldSchema) => {
  const name = Object.entries(SCALARS).find(([type]) => type === schema.type)?.[1];
  if (name === undefined)
    throw new Error(`an option has a type that the schema cannot show: ${JSON.stringify(schema)}`);
  return name;
};

function inputOf(id: PlatformId, name: string, description: string, schema: FieldSchema): InputRef<Options> {
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
        if (inner.enum) return t.field({ ...options, type: sharedEnum(id, key, inner.enum) });
        if (inner.properties)
          return t.field({
            ...options,
            type: inputOf(id, typeName(id, pascal(key)), describeField(given), inner),
          });
        if (inner.items?.properties)
          return t.field({
            ...options,
            type: [inputOf(id, typeName(id, itemName(id, key)), `One entry of \`${key}\`.`, inner.items)],
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

function outputOf(id: PlatformId, name: string, description: string, schema: FieldSchema): ObjectRef<Types, Options> {
  return builder
    .objectRef<Options>(name)
    .implement({ description, fields: (t) => outputFields(t, id, schema, (parent) => parent) });
}

type FieldBuilder<Parent> = PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;

/** The fields of an object described by `schema`; `read` finds it in the parent, null = there is none. */
export function outputFields<Parent>(
  t: FieldBuilder<Parent>,
  id: PlatformId,
  schema: FieldSchema,
  read: (parent: Parent) => Options | null,
): FieldMap {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, given]) => {
      const inner = unwrap(given);
      const options = { description: describeField(given), nullable: true as const };
      const valueAt = (parent: Parent) => read(parent)?.[key];
      const text = (parent: Parent) => {
        const value = valueAt(parent);
        return typeof value === 'string' ? value : null;
      };
      const list = (parent: Parent) => {
        const value = valueAt(parent);
        return Array.isArray(value) ? value : null;
      };
      const object = (parent: Parent) => {
        const value = valueAt(parent);
        return isOptions(value) ? value : null;
      };
      const field = () => {
        if (isMediaId(key)) {
          return t.id({
            ...options,
            resolve: (parent) => {
              const mediaId = text(parent);
              return mediaId === null ? null : toGlobalId('MediaAsset', mediaId);
            },
          });
        }
        if (inner.enum) return t.field({ ...options, type: sharedEnum(id, key, inner.enum), resolve: text });
        if (inner.properties) {
          const type = outputOf(id, typeName(id, pascal(key)), describeField(given), inner);
          return t.field({ ...options, type, resolve: object });
        }
        const { items } = inner;
        if (items?.properties) {
          const type = outputOf(id, typeName(id, itemName(id, key)), `One entry of \`${key}\`.`, items);
          return t.field({ ...options, type: [type], resolve: list });
        }
        if (items?.enum) {
          return t.field({ ...options, type: [sharedEnum(id, key.replace(/s$/, ''), items.enum)], resolve: list });
        }
        if (items) return t.field({ ...options, type: [scalarOf(items)], resolve: list });
        return t.field({ ...options, type: scalarOf(inner), resolve: (parent) => scalarValue(valueAt(parent)) });
      };
      return [key, field()];
    }),
  );
}

const inputFor = (id: PlatformId) => {
  const { displayName, options } = PLATFORMS[id];
  const description = `Options of a target on ${displayName}.`;
  return inputOf(id, typeName(id, 'Options'), description, schemaOf(options, 'input'));
};

const outputFor = (id: PlatformId) => {
  const { displayName, options } = PLATFORMS[id];
  const description = `Options of a target on ${displayName}, as written; null where the default holds.`;
  return outputOf(id, typeName(id, 'Options'), description, schemaOf(options, 'input'));
};

// Inputs first: they define the enums, which outputs share.
const INPUTS = eachPlatform(inputFor);
const OUTPUTS = eachPlatform(outputFor);

export interface TargetOptions {
  platform: PlatformId;
  options: Options;
}

/** `options` of a target: its platform decides the type. */
export const TargetOptionsUnion = builder.unionType('PostTargetOptions', {
  description: 'Options of a target, by platform.',
  types: PLATFORM_IDS.map((id) => OUTPUTS[id]),
  resolveType: (value) => {
    const platform = platformOf.get(value);
    if (platform === undefined) throw new Error('options are shown without the platform that they are of');
    return OUTPUTS[platform];
  },
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
  fields: (t) =>
    Object.fromEntries(
      PLATFORM_IDS.map((id) => [
        optionKey(id),
        t.field({ type: INPUTS[id], description: `For ${PLATFORMS[id].names.account}.` }),
      ]),
    ),
});

/** Options that a caller gave, for one platform. */
export type OptionsInput = typeof PostTargetOptionsInput.$inferInput;

export interface GivenOptions {
  options: Options | null | undefined;
  /** The platform that they were written for. */
  optionsOf?: PlatformId;
}

/**
 * Converts to the form of the domain: absent stays absent and null stays null. A null inside counts as absent, so that
 * the defaults of the adapter apply.
 */
export function readOptions(input: OptionsInput | null | undefined): GivenOptions {
  if (!input) return { options: input };
  for (const id of PLATFORM_IDS) {
    const given = Object.entries(input).find(([key]) => key === optionKey(id))?.[1];
    if (isOptions(given)) return { options: withLocalIds(given), optionsOf: id };
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
