/** Writes what documents tell of platforms, metrics and alerts from where it is defined; `--check` only tells whether it is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { keysOf } from '../src/lib/record.ts';
import { type MetricFacts, METRICS as OPERATION_METRICS } from '../src/metrics/table.ts';
import { PLATFORMS } from '../src/platforms/index.ts';
import {
  type FormatRule,
  METRICS,
  type MetricRule,
  type Platform,
  type PlatformId,
  type PlatformSetup,
} from '../src/platforms/platform.ts';

const UNITS = {
  CODE_POINTS: 'characters',
  UTF16: 'UTF-16 units',
  UTF8_BYTES: 'bytes',
  WEIGHTED: 'weighted characters',
} as const;

const KINDS = { LEVEL: 'account, as it stands', DAY: 'account, by the day', TOTAL: 'post' } as const;

const WRITTEN = 'written by `npm run generate`';
const isStale = [
  replaceIn('README.md', [`<!-- platforms: ${WRITTEN} -->`, '<!-- /platforms -->'], table()),
  replaceIn('README.md', [`<!-- apps: ${WRITTEN} -->`, '<!-- /apps -->'], apps()),
  replaceIn('.env.example', [`# platforms: ${WRITTEN}`, '# /platforms'], `\n${variables()}\n`),
  replaceIn('docs/operations/README.md', [`<!-- metrics: ${WRITTEN} -->`, '<!-- /metrics -->'], metrics()),
  replaceIn('docs/metrics.md', [`<!-- figures: ${WRITTEN} -->`, '<!-- /figures -->'], figures()),
  replaceIn('docs/operations/README.md', [`<!-- alerts: ${WRITTEN} -->`, '<!-- /alerts -->'], alerts()),
].includes(true);
if (isStale && process.argv.includes('--check')) {
  console.error(
    'README.md, .env.example, docs/metrics.md or docs/operations/README.md is stale: run `npm run generate`.',
  );
  process.exit(1);
}

/** Puts `text` between two lines of a file, and tells whether something else stood there. */
function replaceIn(name: string, [begin, end]: readonly [string, string], text: string): boolean {
  const file = join(import.meta.dirname, '..', name);
  const before = readFileSync(file, 'utf8');
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`${name} lacks ${begin} … ${end}`);
  const after = `${before.slice(0, from + begin.length)}\n${text}\n${before.slice(to)}`;
  if (!process.argv.includes('--check')) writeFileSync(file, after);
  return after !== before;
}

/* ---- operations ---- */

function metrics(): string {
  const rows = keysOf(OPERATION_METRICS).map((name) => {
    const { type, of, help, labels }: MetricFacts = OPERATION_METRICS[name];
    const shown = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${unitOf(name)} | ${of} | ${shown} | ${help} |`;
  });
  return ['| metric | type | unit | of | labels | meaning |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** Names end with their unit, as Prometheus wants it. */
function unitOf(name: string): string {
  if (name.endsWith('_seconds')) return 'seconds';
  if (name.endsWith('_ratio')) return '0 to 1';
  return name.endsWith('_total') ? 'number since the start' : 'number';
}

function alerts(): string {
  const rule = z.object({
    alert: z.string(),
    labels: z.object({ severity: z.string() }),
    annotations: z.object({ summary: z.string(), action: z.string() }),
  });
  const { groups } = z
    .object({ groups: z.array(z.object({ rules: z.array(rule) })) })
    .parse(parse(readFileSync(join(import.meta.dirname, '../docs/operations/alerts.yml'), 'utf8')));
  const rows = groups
    .flatMap(({ rules }) => rules)
    .map(({ alert, labels, annotations }) => `| \`${alert}\` | ${labels.severity} | ${annotations.action.trim()} |`);
  return ['| alert | severity | what to do |', '|---|---|---|', ...rows].join('\n');
}

/* ---- figures of accounts and posts ---- */

function figures(): string {
  const names = keysOf(METRICS).map(
    (name) => `| \`${name}\` | ${METRICS[name].unit.toLowerCase()} | ${METRICS[name].description} |`,
  );
  const all = ['| metric | unit | means |', '|---|---|---|', ...names].join('\n');
  return [all, ...Object.values(PLATFORMS).map(figuresOf)].join('\n\n');
}

function figuresOf({ displayName, metrics, pricing }: Platform): string {
  const { rules, absent, dayZone, account, posts, referenceUrl } = metrics;
  const notes = [
    `[What ${displayName} says of them](${referenceUrl}).`,
    dayZone === null ? 'It tells nothing by the day.' : `Its days are those of ${dayZone}.`,
    `One call reads ${posts.perCall} posts.`,
    ...(pricing === undefined || posts.billed === null
      ? []
      : [
          `Each post that is read is billed as \`${posts.billed}\`, and the account as \`${account.billed}\`: nothing is read until the workspace has a budget.`,
        ]),
  ];
  const told = rules.map(
    (rule) =>
      `| \`${rule.metric}\` | ${KINDS[rule.kind]}${formatsOf(rule)} | ${rule.meaning} | ${rule.source.call}: \`${rule.source.field}\` | \`${rule.scope}\` | ${rule.delayHours === 0 ? '–' : `up to ${rule.delayHours} h`} |`,
  );
  const untold = absent.map(
    ({ metric, of, why, reason }) =>
      `| \`${metric}\` | ${of.toLowerCase()} | ${why === 'RETIRED' ? 'retired' : 'not offered'} | ${reason} |`,
  );
  return [
    `### ${displayName}\n\n${notes.join(' ')}\n`,
    '| metric | of | meaning | source | scope | delay |',
    '|---|---|---|---|---|---|',
    ...told,
    '',
    '| absent | of | why | |',
    '|---|---|---|---|',
    ...untold,
  ].join('\n');
}

function formatsOf({ formats }: MetricRule): string {
  return formats === undefined ? '' : ` (${formats.map((format) => `\`${format}\``).join(', ')})`;
}

/* ---- variables ---- */

function apps(): string {
  const rows = Object.values(PLATFORMS).map(
    ({ id, displayName, setup }) => `| [${displayName}](${guide(id)}) | ${appOf(setup)} |`,
  );
  return ['| platform | variables |', '|---|---|', ...rows].join('\n');
}

/** How the app is made, reviewed and kept connected. */
function guide(id: PlatformId): string {
  return `docs/accounts/${id.toLowerCase()}.md`;
}

function appOf({ clientId, clientSecret, scopes, accountChecks, prices }: PlatformSetup): string {
  const app = [clientId, clientSecret].map(({ variable }) => `\`${variable}\``).join(', ');
  return [
    app,
    ...(scopes === undefined ? [] : [`\`${scopes.variable}\` ${scopes.when}`]),
    ...(accountChecks === undefined
      ? []
      : [`\`${accountChecks.variable}=off\` to save what daily checks of accounts cost`]),
    ...(prices === undefined ? [] : [`\`${prices.variable}\` where its prices have changed`]),
  ].join('; ');
}

function variables(): string {
  return Object.values(PLATFORMS)
    .map(({ id, displayName, setup }) =>
      [`# ---- ${displayName}: ${setup.app} ----`, `# How to make it: ${guide(id)}`, ...variablesOf(setup)].join('\n'),
    )
    .join('\n\n');
}

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
  return [
    ...variable(clientId, ''),
    ...variable(clientSecret, ''),
    ...(apiVersion === undefined ? [] : variable(apiVersion, apiVersion.standard)),
    ...(scopes === undefined ? [] : variable(scopes, (scopes.standard ?? scopes.known).join(','))),
    ...(accountChecks === undefined ? [] : variable(accountChecks, 'on')),
    ...(prices === undefined ? [] : variable(prices, '')),
    ...Object.values(webhookSecrets).flatMap((secret) => variable(secret, '')),
    ...Object.values(origins).flatMap((origin) => variable(origin, origin.host)),
  ];
}

function variable({ variable: name, note = '' }: { variable: string; note?: string }, value: string): string[] {
  return [...wrapped(note), `${name}=${value}`];
}

/** A comment in lines of at most 120 characters. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > 120) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/* ---- formats ---- */

function table(): string {
  const rows = Object.values(PLATFORMS).flatMap((platform) =>
    Object.entries(platform.formats).map(([format, rule]) => row(platform, format, rule)),
  );
  return ['| platform | format | text | media |', '|---|---|---|---|', ...rows].join('\n');
}

function row(platform: Platform, format: string, rule: FormatRule): string {
  return `| [${platform.displayName}](${platform.referenceUrl}) ${platform.apiVersion} | \`${format}\` | ${text(rule)} | ${media(rule)} |`;
}

function text({ caption, title }: FormatRule): string {
  const parts = [
    ...(title === null ? [] : [`title ${title.max}${title.required ? ', required' : ''}`]),
    ...(caption === null ? [] : [`caption ${caption.max.toLocaleString('en')} ${UNITS[caption.unit]}`]),
  ];
  return parts.length === 0 ? '–' : parts.join('; ');
}

function media(rule: FormatRule): string {
  if (rule.media === null) return '–';
  const { min, max, kinds } = rule.media;
  const count = min === max ? String(min) : `${min}–${max}`;
  const sizes = [
    rule.image === null ? null : `images ≤ ${size(rule.image.maxBytes)}`,
    rule.video === null ? null : `video ≤ ${size(rule.video.maxBytes)}${duration(rule.video.maxDurationMs)}`,
  ];
  return `${count} ${kinds.join(' or ').toLowerCase()}; ${sizes.filter((part) => part !== null).join(', ')}`;
}

function size(bytes: number): string {
  // Some vendors count in powers of ten; "286.1 MiB" would hide their number.
  if (bytes % 1e6 === 0) return bytes >= 1e9 ? `${bytes / 1e9} GB` : `${bytes / 1e6} MB`;
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}

function duration(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms % 3_600_000 === 0 ? `, ${ms / 3_600_000} h` : ms > 180_000 ? `, ${ms / 60_000} min` : `, ${ms / 1_000} s`;
}
