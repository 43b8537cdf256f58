/** The part of the configuration that platforms declare (`Platform.setup`): their apps, base URLs, versions and scopes. */
import { z } from 'zod';
import { microsOf } from '../lib/money.ts';
import { keysOf } from '../lib/record.ts';
import { eachPlatform, PLATFORMS } from '../platforms/index.ts';
import {
  type ClientCredentials,
  PLATFORM_IDS,
  type Platform,
  type PlatformId,
  type PlatformSetup,
} from '../platforms/platform.ts';
import { baseUrl } from './values.ts';

export interface PlatformConfig {
  /** null = this installation has no app at the platform. */
  credentials: ClientCredentials | null;
  /** By the names the adapter uses; without a trailing slash. */
  origins: Readonly<Record<string, string>>;
  apiVersion: string;
  /** The scopes to request; null = all that the adapter can use. */
  scopes: readonly string[] | null;
  /** Whether accounts are looked at where the platform bills that. */
  accountChecks: boolean;
  /** Prices that replace those of the adapter, in millionths of its currency. */
  prices: Readonly<Record<string, number>>;
  /** By the names of `PlatformSetup.webhookSecrets`. */
  webhookSecrets: Readonly<Record<string, string | undefined>>;
}

type Given = Readonly<Record<string, string | undefined>>;

const setups: readonly PlatformSetup[] = PLATFORM_IDS.map((id) => PLATFORMS[id].setup);

const scopeList = ({ known, standard = known, problem }: NonNullable<PlatformSetup['scopes']>) =>
  z
    .string()
    .default(standard.join(','))
    .transform((text) => [...new Set(text.split(',').map((scope) => scope.trim()))])
    .superRefine((scopes, ctx) => {
      const message = scopes.every((scope) => known.includes(scope))
        ? problem(scopes)
        : `must be a list of ${known.join(', ')}`;
      if (message !== null) ctx.addIssue({ code: 'custom', message });
    });

const version = ({ pattern, standard }: NonNullable<PlatformSetup['apiVersion']>) =>
  z
    .string()
    .regex(pattern, { message: `must look like ${standard}` })
    .default(standard);

const priceList = (items: readonly string[]) =>
  z
    .string()
    .default('')
    .transform((text, ctx) => {
      const entries = entriesOf(text).map((entry) => entry.split('=').map((part) => part.trim()));
      const isPrice = ([name = '', amount = '', ...rest]: string[]) =>
        items.includes(name) && /^\d{1,6}(\.\d{1,6})?$/.test(amount) && rest.length === 0;
      if (entries.every(isPrice)) return entries.map(([name, amount]) => `${name}=${amount}`);
      ctx.addIssue({ code: 'custom', message: `must be a list of name=amount, with names of ${items.join(', ')}` });
      return z.NEVER;
    });

const entriesOf = (text: string): string[] =>
  text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()]));

const onOrOff = z.enum(['on', 'off'], { error: 'must be on or off' }).default('on');

export const platformSchema: z.ZodObject<Record<string, z.ZodType<string | string[] | undefined>>> = z.object(
  Object.fromEntries(
    PLATFORM_IDS.flatMap((id) => {
      const { setup, pricing }: Platform = PLATFORMS[id];
      const {
        clientId,
        clientSecret,
        origins,
        apiVersion,
        scopes,
        accountChecks,
        prices,
        webhookSecrets,
      }: PlatformSetup = setup;
      return [
        ...[clientId, clientSecret, ...Object.values(webhookSecrets ?? {})].map(
          ({ variable }) => [variable, z.string().optional()] as const,
        ),
        ...Object.values(origins).map(
          ({ variable, host }) => [variable, z.string().default(host).transform(baseUrl)] as const,
        ),
        ...(apiVersion === undefined ? [] : [[apiVersion.variable, version(apiVersion)] as const]),
        ...(scopes === undefined ? [] : [[scopes.variable, scopeList(scopes)] as const]),
        ...(accountChecks === undefined ? [] : [[accountChecks.variable, onOrOff] as const]),
        ...(prices === undefined ? [] : [[prices.variable, priceList(keysOf(pricing?.items ?? {}))] as const]),
      ];
    }),
  ),
);

/** Problems that no single variable shows. */
export function platformContradictions(given: Given): string[] {
  return setups.flatMap(({ clientId: { variable: id }, clientSecret: { variable: secret, isOptional } }) => {
    if (given[id] !== undefined && given[secret] === undefined && !isOptional)
      return [`${secret} is missing although ${id} is set`];
    return given[id] === undefined && given[secret] !== undefined ? [`${id} is missing although ${secret} is set`] : [];
  });
}

export const platformsFrom = (values: Readonly<Record<string, unknown>>): Record<PlatformId, PlatformConfig> =>
  eachPlatform((id) => platformFrom(PLATFORMS[id].setup, values));

function platformFrom(setup: PlatformSetup, values: Readonly<Record<string, unknown>>): PlatformConfig {
  const textOf = (variable: string): string => String(values[variable] ?? '');
  const scopes = setup.scopes === undefined ? null : values[setup.scopes.variable];
  const credentials = { clientId: textOf(setup.clientId.variable), clientSecret: textOf(setup.clientSecret.variable) };
  return {
    credentials: credentials.clientId === '' ? null : credentials,
    origins: mapOrigins(setup, ({ variable }) => textOf(variable)),
    apiVersion: setup.apiVersion === undefined ? '' : textOf(setup.apiVersion.variable),
    scopes: Array.isArray(scopes) ? scopes.map(String) : null,
    accountChecks: setup.accountChecks === undefined || textOf(setup.accountChecks.variable) === 'on',
    prices: setup.prices === undefined ? {} : pricesFrom(values[setup.prices.variable]),
    webhookSecrets: mapSecrets(setup, ({ variable }) => textOf(variable) || undefined),
  };
}

const pricesFrom = (entries: unknown): Record<string, number> =>
  Object.fromEntries(
    (Array.isArray(entries) ? entries.map(String) : []).map((entry) => {
      const [name = '', amount = '0'] = entry.split('=');
      return [name, microsOf(amount)];
    }),
  );

/** The same platform on the sandbox: each real host becomes a path there. */
export function platformOnSandbox(
  id: PlatformId,
  sandboxOrigin: string,
  {
    apiVersion = '',
    scopes = null,
    accountChecks = true,
    prices = {},
  }: Partial<Pick<PlatformConfig, 'apiVersion' | 'scopes' | 'accountChecks' | 'prices'>> = {},
): PlatformConfig {
  const base = sandboxOrigin.replace(/\/+$/, '');
  return {
    credentials: { clientId: 'sandbox', clientSecret: 'sandbox-secret' },
    webhookSecrets: mapSecrets(PLATFORMS[id].setup, () => 'sandbox-secret'),
    origins: mapOrigins(PLATFORMS[id].setup, ({ host }) => `${base}/${new URL(host).host}`),
    apiVersion,
    scopes,
    accountChecks,
    prices,
  };
}

const mapSecrets = (
  { webhookSecrets = {} }: PlatformSetup,
  secret: (given: { variable: string }) => string | undefined,
): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(webhookSecrets).map(([name, given]) => [name, secret(given)]));

const mapOrigins = ({ origins }: PlatformSetup, url: (origin: PlatformSetup['origins'][string]) => string) =>
  Object.fromEntries(Object.entries(origins).map(([name, origin]) => [name, url(origin)]));
