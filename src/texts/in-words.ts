/** All catalogues together: puts any text into the words of its reader. */
import { createWording, type Reader } from '../lib/texts.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { texts as kit } from '../platforms/kit/texts.ts';
import { common } from './common/texts.ts';
import { posts } from './posts/texts.ts';
import { workspace } from './workspace/texts.ts';

const OF_PLATFORMS = Object.fromEntries(Object.values(PLATFORMS).map(({ names, texts }) => [names.input, texts]));

/** By the first part of their keys. */
export const CATALOGUES = { common, posts, workspace, kit, ...OF_PLATFORMS };

export const inWords = createWording(CATALOGUES);

/** Whoever says nothing about it. */
export const ANYBODY: Reader = { language: 'en', timeZone: null };
