/** What the adapter says to people, in every language. */
import { type Catalogues, speaker } from '../../lib/texts.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { ptBR } from './texts/pt-br.ts';

export const texts = { en, 'pt-BR': ptBR, es } as const satisfies Catalogues<typeof en>;
export const say = speaker('tiktok', texts);
