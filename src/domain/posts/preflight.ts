/**
 * Preflight: checks whether a platform would accept a post on an account, in the same way when it is written and when
 * it is published.
 */

import type { AppContext } from '../../context.ts';
import type { AccountStatus } from '../../lib/prisma/enums.ts';
import type {
  AccountFacts,
  Issue,
  OptionMediaRule,
  Platform,
  PlatformId,
  PublishMedia,
  PublishPost,
} from '../../platforms/platform.ts';
import { say } from '../../texts/posts/texts.ts';
import { notFound, type UserError, userError } from '../errors.ts';
import { type AssetRow, reasonOf } from '../media/media.ts';
import { inputPath, parseOptions } from './options-input.ts';
import {
  mediaOf,
  mergeTarget,
  optionMedia,
  type PostContent,
  type TargetContent,
  usableMedia,
} from './post-content.ts';

/** The columns of a social account that checking needs. */
export interface AccountToCheck extends AccountFacts {
  id: string;
  platform: PlatformId;
  status: AccountStatus;
  isPaused: boolean;
}

export interface TargetToCheck {
  content: TargetContent;
  account: AccountToCheck;
  /** The place of the target in the input of the caller. */
  path: readonly string[];
  /** Set if the input does not name the target. */
  targetId?: string;
}

export interface Findings {
  errors: UserError[];
  warnings: UserError[];
}

/**
 * The errors that the platform would certainly report. Checked again at publish time, when account and limits may have
 * changed.
 */
export const contentErrors = <Options>(
  platform: Platform<Options>,
  post: PublishPost<Options>,
  account: AccountFacts | null,
): Issue[] => platform.validate(post, account).filter((issue) => issue.severity === 'ERROR');

/** Runs all checks that need no network, for all targets of one post. */
export function validateTargets(
  ctx: Pick<AppContext, 'platforms'>,
  post: PostContent,
  media: ReadonlyMap<string, AssetRow>,
  targets: readonly TargetToCheck[],
): Findings {
  const findings: Findings = { errors: [], warnings: [] };
  const seen = new Map<string, Finding[]>();
  for (const target of targets) {
    for (const { severity, ...finding } of targetFindings(ctx, post, media, target, seen)) {
      findings[severity === 'ERROR' ? 'errors' : 'warnings'].push(finding);
    }
  }
  return findings;
}

type Finding = UserError & { severity: Issue['severity'] };

function targetFindings(
  ctx: Pick<AppContext, 'platforms'>,
  post: PostContent,
  media: ReadonlyMap<string, AssetRow>,
  target: TargetToCheck,
  seen: Map<string, Finding[]>,
): Finding[] {
  const { account, content, path } = target;
  const about = target.targetId === undefined ? {} : { targetId: target.targetId };
  const platform = ctx.platforms.get(account.platform)?.platform;
  if (platform === undefined) {
    const said = say('platformAbsent', { platform: account.platform });
    return [{ severity: 'ERROR', ...userError('PLATFORM_UNCONFIGURED', said, [...path, 'socialAccountId'], about) }];
  }
  const accountFindings = checkAccount(account).map((finding) => ({
    ...finding,
    ...about,
    path: [...path, ...finding.path],
  }));
  const rule = platform.formats[content.format];
  if (rule === undefined) {
    const formats = Object.keys(platform.formats).join(', ');
    const said = say('formatAbsent', { platform: platform.displayName, format: content.format, formats });
    return [
      ...accountFindings,
      {
        severity: 'ERROR',
        ...userError('FORMAT_UNSUPPORTED', said, [...path, 'format'], {
          ...about,
          limit: formats,
          actual: content.format,
        }),
      },
    ];
  }
  // Many accounts mostly get the same content: 200 targets with one text are checked once.
  const key = JSON.stringify([account.platform, content.format, content.overrides, content.options, account.facts]);
  const issues = seen.get(key) ?? checkContent(platform, post, media, target);
  seen.set(key, issues);
  return [
    ...accountFindings,
    ...issues.map((found) => ({ ...found, ...about, path: [...path, ...inputPath(account.platform, found.path)] })),
  ];
}

/** The findings depend on the content and the facts of the account, not on whose account it is. */
function checkContent(
  platform: Platform,
  post: PostContent,
  media: ReadonlyMap<string, AssetRow>,
  { account, content }: TargetToCheck,
): Finding[] {
  const notReady = mediaOf(post, content).flatMap((own, index) => checkMedia(own.mediaAssetId, media, index));
  const parsed = parseOptions(platform, content.options);
  const named = optionMedia(content.options).flatMap(({ id, path: at }) => checkOptionMedia(platform, id, media, at));
  const issues = [...notReady, ...named, ...(parsed.ok ? [] : parsed.issues.map(asFinding))];
  // Findings about a post without its media or options would only mislead.
  if (parsed.ok && notReady.length === 0) {
    const merged = mergeTarget(post, { ...content, options: parsed.options }, media);
    issues.push(...platform.validate(merged, account).map(asFinding), ...merged.media.flatMap(severalPictures));
    if (named.length === 0) issues.push(...checkNamedFiles(platform, content.options, merged, media));
  }
  return issues;
}

/** GIFs may be animations; platforms have rules of their own for them. */
function severalPictures({ kind, mimeType, frameCount }: PublishMedia, index: number): Finding[] {
  if (kind !== 'IMAGE' || mimeType === 'image/gif' || frameCount === null || frameCount === 1) return [];
  const said = say('severalPictures', { count: frameCount });
  const path = ['media', String(index)];
  return [
    { severity: 'WARNING', ...userError('MEDIA_SEVERAL_PICTURES', said, path, { limit: 1, actual: frameCount }) },
  ];
}

const asFinding = ({ severity, code, message, text, path, limit, actual }: Issue): Finding => ({
  severity,
  ...userError(code, { message, text }, path, {
    ...(limit === undefined ? {} : { limit }),
    ...(actual === undefined ? {} : { actual }),
  }),
});

/** An expired account may be reconnected before the post is due, so it only warns. */
function checkAccount(account: AccountToCheck): Finding[] {
  const named = { platform: account.platform, name: account.username ?? account.displayName ?? '' };
  const path = ['socialAccountId'];
  const findings: Finding[] = [];
  if (account.status === 'DISCONNECTED') {
    findings.push({ severity: 'ERROR', ...userError('ACCOUNT_DISCONNECTED', say('accountDisconnected', named), path) });
  }
  if (account.status === 'EXPIRED') {
    findings.push({
      severity: 'WARNING',
      ...userError('ACCOUNT_EXPIRED', say('accountExpired', named), path),
    });
  }
  if (account.isPaused) {
    findings.push({ severity: 'WARNING', ...userError('PUBLISHING_PAUSED', say('accountPaused', named), path) });
  }
  return findings;
}

function checkMedia(id: string, media: ReadonlyMap<string, AssetRow>, index: number): Finding[] {
  const facts = media.get(id);
  if (facts !== undefined && usableMedia(facts, null) !== null) return [];
  const said = facts?.status === 'FAILED' ? say('fileRefused', { reason: reasonOf(facts) }) : say('fileNotReady');
  return [{ severity: 'ERROR', ...userError('MEDIA_NOT_READY', said, ['media', String(index)]) }];
}

// Adapters fetch these files by id, so an id of another workspace must never reach them. All of them are images.
function checkOptionMedia(
  platform: Platform,
  id: string,
  media: ReadonlyMap<string, AssetRow>,
  path: readonly string[],
): Finding[] {
  const facts = media.get(id);
  if (facts === undefined) return [{ severity: 'ERROR', ...notFound('media', path) }];
  const file = usableMedia(facts, null);
  if (file === null) return [{ severity: 'ERROR', ...userError('MEDIA_NOT_READY', say('fileNotReady'), path) }];
  if (file.kind !== 'IMAGE') {
    const said = say('optionNotImage', { option: path.at(-1) ?? '', kind: file.kind });
    return [{ severity: 'ERROR', ...userError('MEDIA_KIND', said, path, { limit: 'IMAGE', actual: file.kind }) }];
  }
  const rule = platform.optionMedia?.[path.at(-1) ?? ''];
  return rule === undefined ? [] : checkOptionFile(platform.displayName, rule, file, path);
}

/** Of files whose type fits: what the rest of the post asks of them. */
function checkNamedFiles(
  platform: Platform,
  options: unknown,
  post: PublishPost,
  media: ReadonlyMap<string, AssetRow>,
): Finding[] {
  return optionMedia(options).flatMap(({ id, path }) => {
    const row = media.get(id);
    const file = row === undefined ? null : usableMedia(row, null);
    if (file === null) return [];
    return (platform.optionMedia?.[path.at(-1) ?? '']?.check?.(file, post) ?? []).map(asFinding);
  });
}

function checkOptionFile(
  name: string,
  { mimeTypes, maxBytes }: OptionMediaRule,
  { mimeType, bytes }: PublishMedia,
  path: readonly string[],
): Finding[] {
  if (!mimeTypes.includes(mimeType)) {
    const limit = mimeTypes.join(', ');
    const said = say('optionFileType', { type: mimeType, platform: name, types: limit });
    return [{ severity: 'ERROR', ...userError('MEDIA_TYPE', said, path, { limit, actual: mimeType }) }];
  }
  if (bytes <= maxBytes) return [];
  const said = say('optionFileTooLarge', { bytes, platform: name, max: maxBytes });
  return [{ severity: 'ERROR', ...userError('MEDIA_TOO_LARGE', said, path, { limit: maxBytes, actual: bytes }) }];
}
