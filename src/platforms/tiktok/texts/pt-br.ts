/** What is said about posts for TikTok, in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

const SWITCHES = { comments: 'os comentários', duets: 'os duetos', stitches: 'os stitches' } as const;

export const ptBR = {
  inboxCaption: 'Um vídeo na caixa de entrada do TikTok não leva legenda: quem a escreve é o criador, no app.',
  hashtags: ({ count, max }, { number }) =>
    `O app do TikTok aceita no máximo ${number(max)} hashtags; aqui há ${number(count)}.`,
  permission: ({ mode, scope, other }) =>
    `${mode} precisa da permissão ${scope}, que esta conta não concedeu; use ${other}, ou reconecte a conta se esta instalação pede essa permissão.`,
  privacyLevel: 'Um post direto precisa de um nível de privacidade; não há valor padrão.',
  brandedPrivate: 'Conteúdo de marca não pode ser SELF_ONLY.',
  inboxIgnores: ({ options }) =>
    `Na caixa de entrada do TikTok, quem decide é o criador, no app; ignorado: ${options}.`,
  coverPastEnd: ({ at, end }, { number }) => `A capa está em ${number(at)} ms; o vídeo acaba em ${number(end)} ms.`,
  coverNowhere: ({ index, count }, { plural }) =>
    `A capa é a foto ${index}, contando a partir de 0; há ${plural(count, { one: `${count} foto`, other: `${count} fotos` })}.`,
  aiLabel:
    'O TikTok só documenta o rótulo de IA para vídeos, por isso ele não é enviado com fotos; marque a opção no app.',
  photoDuets: 'Fotos não têm duetos nem stitches; a opção é ignorada.',
  privacyOffered: ({ checkedAt, offered, level }, { instant }) =>
    `Em ${instant(checkedAt)}, a conta oferecia ${offered}, não ${level}; se continuar assim na hora, o post falha.`,
  switchedOff: ({ checkedAt, what }, { instant }) =>
    `Em ${instant(checkedAt)}, a conta estava com ${SWITCHES[what]} desativados no app; se continuar assim na hora do post, seguem desativados.`,
  longestVideo: ({ checkedAt, limit, actual }, { number, instant }) =>
    `Em ${instant(checkedAt)}, a conta podia postar vídeos de até ${number(limit)} ms; este tem ${number(actual)} e falha se continuar assim na hora.`,
  photoSize: ({ limit, actual }) => `O TikTok documenta fotos de até 1080p (${limit}); esta tem ${actual}.`,
  grantEnds: 'O refresh token do TikTok acaba, e uma renovação talvez não adie isso',
} as const satisfies Translation<typeof en>;
