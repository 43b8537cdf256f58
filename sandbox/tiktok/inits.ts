/** TikTok's init calls beyond their shape: audit, privacy options, daily caps, URL ownership. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { body, type Creator, ok, refuse, type Session, tiktokError } from './api.ts';
import type { Publication, Source } from './publication.ts';
import type { Publications } from './publications.ts';
import { checkChunks, type FileSource, inboxInit, type PrivacyLevel, photoInit, videoInit } from './requests.ts';
import type { Settings } from './settings.ts';

const UPLOAD = 'open-upload.tiktokapis.com';
const DAY_MS = 86_400_000;

export interface InitRules {
  publications: Publications;
  settings(): Settings;
  state: SandboxState;
}

function privacyOptions(creator: Creator, settings: Settings): readonly PrivacyLevel[] {
  if (settings.privacyOptions !== null) return settings.privacyOptions;
  return [creator.private ? 'FOLLOWER_OF_CREATOR' : 'PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];
}

export function creatorInfo(creator: Creator, rules: InitRules): SandboxResponse {
  const settings = rules.settings();
  const crowded = isCrowded(creator, rules) ? 'reached_active_user_cap' : null;
  const full = directToday(creator, rules) >= settings.postsPerDay ? 'spam_risk_too_many_posts' : null;
  // Being turned away comes with 200 here.
  const turnedAway = unwelcome(creator, rules) ?? crowded ?? full;
  if (turnedAway !== null) return tiktokError(turnedAway, { status: 200 });
  return ok({
    creator_avatar_url: `https://p16-sign.tiktokcdn.com/${creator.handle}.jpeg`,
    creator_username: creator.handle,
    creator_nickname: creator.displayName,
    privacy_level_options: privacyOptions(creator, settings),
    comment_disabled: settings.commentDisabled,
    duet_disabled: settings.duetDisabled,
    stitch_disabled: settings.stitchDisabled,
    max_video_post_duration_sec: creator.maxDurationSec,
  });
}

export function videoPost({ creator, grant }: Session, request: SandboxRequest, rules: InitRules): SandboxResponse {
  const { post_info: post, source_info: given } = body(request, videoInit, rules.state);
  const source = videoSource(given, rules);
  checkDirect(creator, post, rules);
  const { title, privacy_level: privacy } = post;
  return opened(
    rules.publications.open({ clientKey: grant.clientId, creator, flow: 'DIRECT_VIDEO', source, title, privacy }),
    request,
  );
}

export function inboxShare({ creator, grant }: Session, request: SandboxRequest, rules: InitRules): SandboxResponse {
  const source = videoSource(body(request, inboxInit, rules.state).source_info, rules);
  checkInbox(creator, rules);
  return opened(rules.publications.open({ clientKey: grant.clientId, creator, flow: 'INBOX_VIDEO', source }), request);
}

export function cancel(publication: Publication): SandboxResponse {
  if (publication.live !== undefined || publication.failure !== undefined) refuse('publish_not_cancellable');
  publication.failure = 'publish_cancelled';
  return ok({});
}

function videoSource(given: FileSource | { source: 'PULL_FROM_URL'; video_url: string }, rules: InitRules): Source {
  if (given.source === 'PULL_FROM_URL') {
    checkUrls([given.video_url], rules);
    return { kind: 'VIDEO_URL', url: given.video_url };
  }
  checkChunks(given);
  return { kind: 'FILE', file: given };
}

function checkUrls(urls: readonly string[], { settings, state }: InitRules): void {
  if (state.settings('TIKTOK').requireHttpsMedia && urls.some((url) => !url.startsWith('https://')))
    refuse('invalid_params', 'https is required');
  const prefixes = settings().verifiedPrefixes;
  if (prefixes !== null && !urls.every((url) => prefixes.some((prefix) => url.startsWith(prefix))))
    refuse('url_ownership_unverified');
}

function checkDirect(
  creator: Creator,
  post: { privacy_level: PrivacyLevel; brand_content_toggle: boolean },
  rules: InitRules,
): void {
  const { settings } = rules;
  const privacy = post.privacy_level;
  checkWelcome(creator, rules);
  if (isCrowded(creator, rules)) refuse('reached_active_user_cap');
  if (!settings().audited && (privacy !== 'SELF_ONLY' || !creator.private))
    refuse('unaudited_client_can_only_post_to_private_accounts');
  if (!privacyOptions(creator, settings()).includes(privacy)) refuse('privacy_level_option_mismatch');
  if (post.brand_content_toggle && privacy === 'SELF_ONLY')
    refuse('invalid_params', 'branded content cannot be private');
  if (directToday(creator, rules) >= settings().postsPerDay) refuse('spam_risk_too_many_posts');
}

function checkInbox(creator: Creator, rules: InitRules): void {
  checkWelcome(creator, rules);
  const { pendingSharesPerDay, inboxPolls } = rules.settings();
  // What the creator has published from the inbox waits no more.
  const pending = today(creator, rules)
    .filter(({ flow }) => flow === 'INBOX_VIDEO' || flow === 'INBOX_PHOTO')
    .filter(({ inboxReads }) => inboxPolls === null || inboxReads <= inboxPolls);
  if (pending.length >= pendingSharesPerDay) refuse('spam_risk_too_many_pending_share');
}

/** With which word a creator may not post, whatever it is. */
function unwelcome(creator: Creator, { settings, state }: InitRules): Settings['refusePosting'] {
  const isBanned = state.accountChange('TIKTOK', creator.id).restricted === true;
  return isBanned ? 'spam_risk_user_banned_from_posting' : settings().refusePosting;
}

function checkWelcome(creator: Creator, rules: InitRules): void {
  const word = unwelcome(creator, rules);
  if (word !== null) refuse(word);
}

/** An app that is not audited posts for few creators a day. */
const isCrowded = (creator: Creator, rules: InitRules): boolean =>
  !rules.settings().audited && othersToday(creator, rules) >= rules.settings().unauditedUsersPerDay;

/** Creators other than this one whom the app posted for today. */
function othersToday(creator: Creator, { publications, state }: InitRules): number {
  const since = state.now() - DAY_MS;
  const recent = publications.all().filter((one) => one.createdAt > since && one.failure === undefined);
  return new Set(recent.map((one) => one.creator.id).filter((id) => id !== creator.id)).size;
}

/** An upload that never ended does not use up the day. */
function today(creator: Creator, { publications, state }: InitRules): Publication[] {
  const since = state.now() - DAY_MS;
  return publications
    .of(creator)
    .filter((one) => one.failure === undefined && one.completeAt !== undefined && one.createdAt > since);
}

function directToday(creator: Creator, rules: InitRules): number {
  return today(creator, rules).filter(({ flow }) => flow === 'DIRECT_VIDEO' || flow === 'DIRECT_PHOTO').length;
}

export function photoPost(session: Session, request: SandboxRequest, rules: InitRules): SandboxResponse {
  const { post_info: post, post_mode: mode, source_info: given } = body(request, photoInit, rules.state);
  const direct = mode === 'DIRECT_POST';
  const scope = direct ? 'video.publish' : 'video.upload';
  if (!session.grant.scopes.includes(scope)) refuse('scope_not_authorized', scope);
  if (given.photo_cover_index >= given.photo_images.length) refuse('invalid_params', 'photo_cover_index');
  checkUrls(given.photo_images, rules);
  const { privacy_level: privacy, title, description } = post;
  if (direct) {
    if (privacy === undefined) return refuse('invalid_params', 'post_info.privacy_level is required');
    checkDirect(session.creator, { ...post, privacy_level: privacy }, rules);
  } else {
    if (rules.settings().oldApp) refuse('app_version_check_failed');
    checkInbox(session.creator, rules);
  }
  const source = { kind: 'PHOTO_URLS', urls: given.photo_images } as const;
  const flow = direct ? 'DIRECT_PHOTO' : 'INBOX_PHOTO';
  return opened(
    rules.publications.open({
      clientKey: session.grant.clientId,
      creator: session.creator,
      flow,
      source,
      title,
      description,
      privacy,
    }),
    request,
  );
}

function opened(publication: Publication, request: SandboxRequest): SandboxResponse {
  const { publishId: publish_id, source, uploadId, uploadToken } = publication;
  if (source.kind !== 'FILE') return ok({ publish_id });
  return ok({
    publish_id,
    upload_url: request.local(`https://${UPLOAD}/video/?upload_id=${uploadId}&upload_token=${uploadToken}`),
  });
}

export function own({ publications, state }: InitRules, session: Session, request: SandboxRequest): Publication {
  if (!session.grant.scopes.some((scope) => scope === 'video.publish' || scope === 'video.upload'))
    refuse('scope_not_authorized', 'video.publish or video.upload');
  const { publish_id: id } = body(request, z.strictObject({ publish_id: z.string().max(64) }), state);
  const publication = publications.get(id);
  if (publication === undefined) return refuse('invalid_publish_id');
  if (publication.creator.id !== session.creator.id) refuse('token_not_authorized_for_specified_publish_id');
  return publication;
}
