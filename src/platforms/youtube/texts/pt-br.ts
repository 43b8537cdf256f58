/** What is said about posts for YouTube, in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

export const ptBR = {
  titleMissing: 'um vídeo do YouTube precisa de um título, ou de uma legenda cuja primeira linha sirva de título',
  firstLineCut: ({ max, length }, { number }) =>
    `a primeira linha da legenda serve de título e é cortada em ${number(max)} caracteres; ela tem ${number(length)}`,
  titleBrackets: 'o título no YouTube não pode conter < nem >',
  descriptionBrackets: 'a descrição no YouTube não pode conter < nem >',
  tagBrackets: 'uma tag do YouTube não pode conter < nem >',
  hashtags: ({ max, count }, { number }) =>
    `com mais de ${number(max)} hashtags, o YouTube ignora todas; aqui há ${number(count)}`,
  tagsTooLong: ({ max, length }, { number }) =>
    `todas as tags juntas podem ter ${number(max)} caracteres, contando as vírgulas e as aspas em volta das que têm espaço; elas têm ${number(length)}`,
  tagWithComma: ({ parts }, { number, plural }) =>
    `para o YouTube, uma vírgula encerra a tag: esta pode virar ${plural(parts, { one: `${number(parts)} tag`, other: `${number(parts)} tags` })}; escreva uma por uma`,
  categoryClosed: ({ id }) => `o YouTube não deixa colocar vídeos na categoria ${id}`,
  categoryUnknown: ({ id }) => `o YouTube talvez não conheça a categoria ${id} e, nesse caso, recusa o vídeo`,
  notCategory: 'não é o id de uma categoria, que é um número',
  kidsComments: 'um vídeo feito para crianças não aceita comentários',
  privateComments: 'um vídeo privado não aceita comentários',
  commentTooLong: ({ max }, { number }) => `pode ter ${number(max)} caracteres`,
  channelLimit: ({ limit, status, actual }, { seconds }) =>
    `este canal pode enviar até ${seconds(limit)} (o longUploadsStatus dele é "${status}"; confirme o canal por telefone); este vídeo dura ${seconds(actual)}`,
  becomesShort: ({ size }) =>
    `o YouTube transforma em Short todo vídeo quadrado ou vertical de até 3 minutos; este tem ${size}`,
  thumbnailWide: ({ size }) => `a miniatura de um Short deve ser vertical; esta tem ${size}`,
  thumbnailUpright: ({ size }) => `a miniatura não pode ser vertical; esta tem ${size}`,
  thumbnailNarrow: ({ min, size }, { number }) =>
    `a miniatura deve ter no mínimo ${number(min)} pixels de largura; esta tem ${size}`,
  testingGrantEnds:
    'O Google encerra depois de 7 dias as autorizações de um projeto cuja tela de consentimento está em "Testing"',
  grantEnds: 'O Google encerra uma autorização que ninguém usou por seis meses',
} as const satisfies Translation<typeof en>;
