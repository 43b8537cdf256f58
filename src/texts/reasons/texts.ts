/** Why something failed, waits or may fail, by its code, in every language. */
import { type Catalogues, speaker } from '../../lib/texts.ts';
import * as en from './en.ts';
import * as es from './es.ts';
import * as ptBR from './pt-br.ts';

export const failure = { en: en.failure, 'pt-BR': ptBR.failure, es: es.failure } as const satisfies Catalogues;
export const health = { en: en.health, 'pt-BR': ptBR.health, es: es.health } as const satisfies Catalogues;
export const risk = { en: en.risk, 'pt-BR': ptBR.risk, es: es.risk } as const satisfies Catalogues;

export const sayFailure = speaker('failure', failure);
export const sayHealth = speaker('health', health);
export const sayRisk = speaker('risk', risk);
