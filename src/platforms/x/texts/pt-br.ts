/** What is said about posts for X, in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en, PartOf } from './en.ts';

const where = ({ part }: PartOf): string => (part === null ? '' : `parte ${part.index} de ${part.count}: `);

export const ptBR = {
  textMissing: (part) => `${where(part)}um post sem mídia precisa de texto`,
  newEmoji: ({ least, length, max, emoji, ...part }, { number }) =>
    `${where(part)}o texto conta ${number(least)} ou ${number(length)} de no máximo ${number(max)} caracteres: ${emoji} talvez seja mais novo que a tabela de emojis do X`,
  textTooLong: ({ length, max, ...part }, { number }) =>
    `${where(part)}o texto conta ${number(length)} de no máximo ${number(max)} caracteres`,
  forbiddenCharacters: (part) => `${where(part)}o texto contém caracteres que o X recusa (U+FFFE, U+FEFF, U+FFFF)`,
  cashtags: ({ max, count, ...part }, { number }) =>
    `${where(part)}o X permite ${number(max)} cashtag por post; aqui há ${number(count)}`,
  linkCost: (part) => `${where(part)}o X cobra bem mais por um post com link do que por um sem`,

  videoWanted: ({ format, type }) => `${format} aceita um vídeo ou um GIF; este arquivo é ${type}`,
  imagesWanted: ({ format, type }) => `${format} aceita imagens; este arquivo é ${type}`,
  gifAlone: ({ count }, { number }) => `Um GIF animado deve ser a única mídia do post; aqui há ${number(count)}`,
  partImages: ({ max, count, ...part }, { number }) =>
    `${where(part)}um post aceita no máximo ${number(max)} imagens; aqui há ${number(count)}`,
  partVideo: ({ count, ...part }, { number }) =>
    `${where(part)}um vídeo deve ser a única mídia do post; aqui há ${number(count)}`,
  doubtfulBytes: ({ limit, actual }, { number }) =>
    `Sem assinatura, o X pode recusar um vídeo com mais de ${number(limit)} bytes; este tem ${number(actual)}`,
  doubtfulLength: ({ limit, actual }, { seconds }) =>
    `Sem assinatura, o X pode recusar um vídeo com mais de ${seconds(limit)}; este dura ${seconds(actual)}`,
  doubtfulSize: ({ limit, actual }) =>
    `Sem assinatura, o X pode recusar um vídeo maior que ${limit} pixels; este tem ${actual}`,
  altTextIgnored: 'O X só aceita texto alternativo em imagens e GIFs; ele fica de fora',

  pollOrMedia: 'Um post tem mídia ou enquete, não as duas coisas',
  tagsNeedMedia: 'Pessoas são marcadas na mídia, e o primeiro post não tem nenhuma',
  shareNeedsCommunity: 'Só um post em uma comunidade pode ser compartilhado com os seguidores',
  notThread: ({ format }) => `${format} é um post único; escolha THREAD para mais partes`,
  threadTooShort: 'Uma thread tem pelo menos 2 partes; aqui há 1',
  noSuchMedia: ({ index, count }) => `Não existe a mídia ${index}; o post tem ${count}, contando a partir de 0`,
  mediaTwice: ({ index }) => `A mídia ${index} é usada duas vezes`,
  notId: 'deve ser um id numérico',
  pollOption: ({ max }) => `deve ter de 1 a ${max} caracteres`,
  grantEnds: 'O X encerra uma autorização que ninguém usou por cerca de seis meses',
} as const satisfies Translation<typeof en>;
