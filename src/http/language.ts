/** In which language a request is answered: that of its key, else the one that it asks for, else English. */
import Negotiator from 'negotiator';
import type { Viewer } from '../context.ts';
import { isLanguage, type Language, type Reader } from '../lib/texts.ts';

/** What clients may ask for, the default first. Any Portuguese is answered in that of Brazil, and any Spanish in ours. */
const OFFERED = { en: 'en', 'pt-BR': 'pt-BR', pt: 'pt-BR', es: 'es' } as const satisfies Record<string, Language>;

/** `accepted`: the header `Accept-Language`. */
export function languageOf(accepted: string | undefined): Language {
  const offered = Object.keys(OFFERED);
  const [best] = new Negotiator({ headers: { 'accept-language': accepted ?? '*' } }).languages(offered);
  return Object.entries(OFFERED).find(([name]) => name === best)?.[1] ?? 'en';
}

export const readerOf = ({ language, timeZone }: Viewer, accepted: string | undefined): Reader => ({
  language: isLanguage(language) ? language : languageOf(accepted),
  timeZone: timeZone ?? null,
});
