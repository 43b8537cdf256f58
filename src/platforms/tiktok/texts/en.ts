/** What is said about posts for TikTok, in English. */
import type { Catalogue } from '../../../lib/texts.ts';

export const en = {
  inboxCaption: 'A video in the TikTok inbox carries no caption: the creator writes it in the app.',
  hashtags: ({ count, max }: { count: number; max: number }, { number }) =>
    `The TikTok app takes at most ${number(max)} hashtags; there are ${number(count)}.`,
  permission: ({ mode, scope, other }: { mode: string; scope: string; other: string }) =>
    `${mode} needs the permission ${scope}, which this account did not grant; use ${other}, or reconnect it where this installation asks for that permission.`,
  privacyLevel: 'A direct post needs a privacy level; there is no default.',
  brandedPrivate: 'Branded content cannot be SELF_ONLY.',
  inboxIgnores: ({ options }: { options: string }) =>
    `In the TikTok inbox the creator decides in the app; ignored: ${options}.`,
  coverPastEnd: ({ at, end }: { at: number; end: number }, { number }) =>
    `The cover is at ${number(at)} ms; the video ends at ${number(end)} ms.`,
  coverNowhere: ({ index, count }: { index: number; count: number }, { plural }) =>
    `The cover is photo ${index}, counted from 0; there ${plural(count, { one: 'is 1 photo', other: `are ${count} photos` })}.`,
  aiLabel: 'TikTok documents the AI label for videos only, so it is not sent with photos; set it in the app.',
  photoDuets: 'Photos have neither duets nor stitches; ignored.',
  privacyOffered: ({ checkedAt, offered, level }: { checkedAt: string; offered: string; level: string }, { instant }) =>
    `At ${instant(checkedAt)} the account offered ${offered}, not ${level}; the post fails if that holds when it is due.`,
  switchedOff: ({ checkedAt, what }: { checkedAt: string; what: 'comments' | 'duets' | 'stitches' }, { instant }) =>
    `At ${instant(checkedAt)} the account had ${what} switched off in the app; they stay off if that holds when the post is due.`,
  longestVideo: (
    { checkedAt, limit, actual }: { checkedAt: string; limit: number; actual: number },
    { number, instant },
  ) =>
    `At ${instant(checkedAt)} the account could post videos of up to ${number(limit)} ms; this one has ${number(actual)}, and fails if that holds when it is due.`,
  photoSize: ({ limit, actual }: { limit: string; actual: string }) =>
    `TikTok documents photos of up to 1080p (${limit}); this one is ${actual}.`,
  grantEnds: "TikTok's refresh token ends, which a renewal may not put off",
} as const satisfies Catalogue;
