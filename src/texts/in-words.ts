/** All catalogues together: puts any text into the words of its reader. */
import { createWording, type Reader, type Said, type Told } from '../lib/texts.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { texts as kit } from '../platforms/kit/texts.ts';
import { common, say } from './common/texts.ts';
import { pages } from './pages/texts.ts';
import { posts } from './posts/texts.ts';
import { failure, health, risk } from './reasons/texts.ts';
import { workspace } from './workspace/texts.ts';

const OF_PLATFORMS = Object.fromEntries(Object.values(PLATFORMS).map(({ names, texts }) => [names.input, texts]));

/** By the first part of their keys. */
export const CATALOGUES = { common, pages, posts, workspace, failure, health, risk, kit, ...OF_PLATFORMS };

const wording = createWording(CATALOGUES);
export const inWords = wording.words;

/**
 * The words of something that has a code, as rows keep it. Where they hold English words alone, people of other languages
 * are told what the code means, and what the platform said.
 */
export const inWordsByCode = (reader: Reader, told: Told, byCode: Said, quote: string | null = null): string =>
  reader.language === 'en' || wording.knows(told)
    ? inWords(reader, told)
    : inWords(reader, quote === null ? byCode : say('quoted', { told: byCode, quote }));

/** Whoever says nothing about it. */
export const ANYBODY: Reader = { language: 'en', timeZone: null };
