/** In which language callers are told texts. */
import type { Viewer } from '../context.ts';
import type { Language, Said, Told } from '../lib/texts.ts';
import { ANYBODY, inWords, inWordsByCode } from '../texts/in-words.ts';
import { builder } from './builder.ts';

/** GraphQL names hold no hyphen. */
export const LanguageEnum = builder.enumType('Language', {
  description: 'A language in which people are told texts. Codes are the same in every language.',
  values: {
    EN: { value: 'en', description: 'English.' },
    PT_BR: { value: 'pt-BR', description: 'Brazilian Portuguese.' },
    ES: { value: 'es', description: 'Spanish, as it is understood all over Latin America.' },
  } as const satisfies Record<string, { value: Language; description: string }>,
});

/** The words of a text for whoever asks. */
export const toldTo = ({ reader }: Viewer, told: Told): string => inWords(reader ?? ANYBODY, told);

/** The same for what has a code: `byCode` tells what the code means, `quote` what the platform said. */
export const toldByCode = ({ reader }: Viewer, told: Told, byCode: Said, quote: string | null = null): string =>
  inWordsByCode(reader ?? ANYBODY, told, byCode, quote);
