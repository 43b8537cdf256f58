/** What is said about posts for TikTok, in Spanish; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

const SWITCHES = { comments: 'los comentarios', duets: 'los dúos', stitches: 'los stitches' } as const;

export const es = {
  inboxCaption: 'Un video en la bandeja de entrada de TikTok no lleva texto: lo escribe el creador en la app.',
  hashtags: ({ count, max }, { number }) =>
    `La app de TikTok admite ${number(max)} hashtags como máximo; aquí hay ${number(count)}.`,
  permission: ({ mode, scope, other }) =>
    `${mode} necesita el permiso ${scope}, que esta cuenta no concedió; use ${other}, o reconecte la cuenta si esta instalación pide ese permiso.`,
  privacyLevel: 'Una publicación directa necesita un nivel de privacidad; no hay valor predeterminado.',
  brandedPrivate: 'El contenido de marca no puede ser SELF_ONLY.',
  inboxIgnores: ({ options }) =>
    `En la bandeja de entrada de TikTok decide el creador, en la app; se ignora: ${options}.`,
  coverPastEnd: ({ at, end }, { number }) =>
    `La portada está en ${number(at)} ms; el video termina en ${number(end)} ms.`,
  coverNowhere: ({ index, count }, { plural }) =>
    `La portada es la foto ${index}, contando desde 0; hay ${plural(count, { one: `${count} foto`, other: `${count} fotos` })}.`,
  aiLabel: 'TikTok solo documenta la etiqueta de IA para videos, así que no se envía con fotos; actívela en la app.',
  photoDuets: 'Las fotos no tienen dúos ni stitches; la opción se ignora.',
  privacyOffered: ({ checkedAt, offered, level }, { instant }) =>
    `El ${instant(checkedAt)}, la cuenta ofrecía ${offered}, no ${level}; si sigue así a la hora prevista, la publicación falla.`,
  switchedOff: ({ checkedAt, what }, { instant }) =>
    `El ${instant(checkedAt)}, la cuenta tenía ${SWITCHES[what]} desactivados en la app; si sigue así a la hora de publicar, seguirán desactivados.`,
  longestVideo: ({ checkedAt, limit, actual }, { number, instant }) =>
    `El ${instant(checkedAt)}, la cuenta podía publicar videos de hasta ${number(limit)} ms; este tiene ${number(actual)} y falla si sigue así a la hora prevista.`,
  photoSize: ({ limit, actual }) => `TikTok documenta fotos de hasta 1080p (${limit}); esta tiene ${actual}.`,
  grantEnds: 'El refresh token de TikTok termina, y una renovación quizás no lo posponga',
} as const satisfies Translation<typeof en>;
