/** What a language holds for notifications: for each type a title and a body, made from its code and parameters. */

import { microsOf } from '../../../lib/money.ts';
import type { BlockedBy, Platform } from '../../../lib/prisma/enums.ts';
import type { Forms, Language } from '../../../lib/texts.ts';
import { isFailureCode } from '../../../platforms/failure.ts';
import { PLATFORMS } from '../../../platforms/index.ts';
import { failure, risk } from '../../../texts/reasons/texts.ts';
import { isRiskCause } from '../../posts/risk-causes.ts';
import type { DisabledReason } from '../../webhooks/endpoint-events.ts';
import type { NotificationType, ParamsOf } from '../types.ts';

export interface Words {
  title: string;
  body: string;
}

/** What a text is made for, besides its parameters. */
export interface About {
  code: string;
  /** How many targets it tells of. */
  targets: number;
}

export type Write<Type extends NotificationType> = (params: ParamsOf<Type>, about: About, forms: OwnForms) => Words;
export type OwnForms = Pick<Forms, 'number' | 'instant' | 'plural' | 'money' | 'day' | 'list'>;
export type Writings = { [Type in NotificationType]: Write<Type> };

/** What a late post waited for. */
export type Late = Readonly<Partial<Record<BlockedBy, string>>>;
/** What looks like misuse. */
export type Suspected = Readonly<
  Record<'CONNECTION_FAILURES' | 'KEY_USED_FROM_MANY_NETWORKS' | 'UNUSUAL_PUBLISHING', string>
>;
/** What a workspace achieved. */
export type Achieved = Readonly<Record<'ALL_PLATFORMS' | 'HUNDRED_POSTS', Words>>;
export const achievedIn = (achieved: Achieved, code: string): Words =>
  Object.entries(achieved).find(([name]) => name === code)?.[1] ?? { title: code, body: '' };
export type Disabled = Readonly<Record<DisabledReason, string>>;

export const wordsFor = (words: Readonly<Record<string, string | undefined>>, code: string): string =>
  Object.hasOwn(words, code) ? (words[code] ?? '') : '';

export const whyFailed = (language: Language, code: string): string =>
  isFailureCode(code) ? failure[language][code] : '';
export const whyAtRisk = (language: Language, code: string): string => (isRiskCause(code) ? risk[language][code] : '');

export const platformName = (platform: Platform): string => PLATFORMS[platform].displayName;
export const accountName = ({ platform, username }: { platform: Platform; username: string | null }): string =>
  username === null ? platformName(platform) : `${platformName(platform)} (${username})`;

/** An amount as parameters hold it: `0.015`. */
export const amount = (decimal: string, currency: string, { money }: OwnForms): string =>
  money(microsOf(decimal), currency);

/** Sentences, of which some may be empty. */
export const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
