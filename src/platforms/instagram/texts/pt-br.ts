/** What is said about posts for Instagram, in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

export const ptBR = {
  personalAccount: 'A conta é pessoal; o Instagram só publica para contas comerciais e de criador de conteúdo',
  storyCaption: ({ length }, { number, plural }) =>
    `Stories não têm legenda: ${plural(length, { one: 'o único caractere fica de fora', other: `os ${number(length)} caracteres ficam de fora` })}`,
  hashtags: ({ count, max }, { number }) =>
    `A legenda tem ${number(count)} hashtags; o Instagram permite ${number(max)}`,
  hashtagsAdvised: ({ count, max }, { number }) =>
    `A legenda tem ${number(count)} hashtags; o próprio app do Instagram permite ${number(max)}`,
  mentions: ({ count, max }, { number }) =>
    `A legenda tem ${number(count)} menções; o Instagram permite ${number(max)}`,
  commentHashtags: ({ count, max }, { number }) =>
    `O primeiro comentário tem ${number(count)} hashtags; com mais de ${number(max)}, o Instagram pode recusá-lo`,
  commentMentions: ({ count, max }, { number }) =>
    `O primeiro comentário tem ${number(count)} menções; com mais de ${number(max)}, o Instagram pode recusá-lo`,

  reelOnly: ({ option, format }) => `${option} vale para REEL, não para ${format}`,
  notOnStories: ({ option }) => `${option} não vale para stories`,
  storyCollaborators: 'Stories não podem ter colaboradores',
  collaborators: ({ count, max }, { number }) => `${number(count)} colaboradores; o Instagram permite ${number(max)}`,
  thumbIgnored: 'O Instagram ignora thumbOffsetMs quando há uma capa',
  commentHidden: 'Desativar os comentários esconde o primeiro comentário',
  thumbPastEnd: ({ offset, end }, { number }) => `thumbOffsetMs é ${number(offset)}, e o vídeo acaba em ${number(end)}`,
  notUsername: 'não é um nome de usuário do Instagram',
  notPage: 'não é o id de uma Página, que é um número',

  tagNowhere: ({ username, index, count }) => `${username} foi marcado na mídia ${index}, mas o post tem ${count}`,
  tagOnCarouselVideo: ({ username }) =>
    `${username} foi marcado em um vídeo do carrossel; o Instagram só aceita marcações nas imagens`,
  tagPositionIgnored: ({ username }) => `Vídeos aceitam marcações sem posição; a de ${username} fica de fora`,
  tagNeedsPosition: ({ username }) => `A marcação de ${username} precisa de x e y entre 0 e 1`,
  userTags: ({ index, count, max }, { number }) =>
    `A mídia ${index} tem ${number(count)} pessoas marcadas; o Instagram permite ${number(max)}`,

  manyMedia: ({ format, count, max }) =>
    `${format} tem ${count} mídias; o Instagram documenta ${max} e pode recusar mais do que isso`,
  bitRate: ({ limit, actual }, { number }) =>
    `O Instagram aceita vídeos de no máximo ${number(limit)} Mbit/s; este tem ${number(actual)} em média`,
  altTextIgnored: ({ index }) =>
    `Mídia ${index}: o Instagram só aceita texto alternativo em imagens do feed, por isso ele fica de fora`,
  cropped: ({ index, ratio, first }, { number }) =>
    `A mídia ${index} (proporção ${number(ratio)}) será cortada na proporção do primeiro item, ${number(first)}`,
  coverType: ({ type, types }) => `A capa é ${type}; o Instagram aceita ${types}`,
  coverTooLarge: ({ bytes, max }, { number }) =>
    `A capa tem ${number(bytes)} bytes; o Instagram permite ${number(max)}`,
  grantEnds: 'O Instagram encerra um acesso que não foi renovado em 60 dias',
} as const satisfies Translation<typeof en>;
