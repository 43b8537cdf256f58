/** In which language callers are told texts. */
import type { Viewer } from '../context.ts';
import type { Language, Told } from '../lib/texts.ts';
import { ANYBODY, inWords } from '../texts/in-words.ts';
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
