/** Writes the platform table of the README from the capabilities of the adapters; `--check` only tells whether it is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLATFORMS } from '../src/platforms/index.ts';
import type { FormatRule, Platform } from '../src/platforms/platform.ts';

const README = join(import.meta.dirname, '../README.md');
const BEGIN = '<!-- platforms: written by `npm run generate` -->';
const END = '<!-- /platforms -->';

const UNITS = {
  CODE_POINTS: 'characters',
  UTF16: 'UTF-16 units',
  UTF8_BYTES: 'bytes',
  WEIGHTED: 'weighted characters',
} as const;

const before = readFileSync(README, 'utf8');
const from = before.indexOf(BEGIN);
const to = before.indexOf(END);
if (from === -1 || to === -1) throw new Error(`README.md lacks ${BEGIN} … ${END}`);
const after = `${before.slice(0, from + BEGIN.length)}\n${table()}\n${before.slice(to)}`;
if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('README.md is stale: run `npm run generate`.');
    process.exit(1);
  }
} else {
  writeFileSync(README, after);
}

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
