/** What many calls say, in every language. */
import { type Catalogues, type Said, speaker, type Told, toldBy } from '../../lib/texts.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { ptBR } from './pt-br.ts';

export const common = { en, 'pt-BR': ptBR, es } as const satisfies Catalogues<typeof en>;
export const say = speaker('common', common);

/** Several texts as one. */
export const allOf = (texts: readonly Told[]): Said => say('all', { items: texts.map(toldBy) });
