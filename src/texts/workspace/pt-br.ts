/** What is said about accounts, their connection, brands, keys, budgets and webhooks, in Brazilian Portuguese. */
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';

export const ptBR = {
  brandCommitted: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino da marca pode estar indo ao ar; espere por ele ou resolva o resultado', other: 'destinos da marca podem estar indo ao ar; espere por eles ou resolva o resultado' })}`,
  brandBusy: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino da marca está agendado ou sendo publicado; cancele-o ou use force', other: 'destinos da marca estão agendados ou sendo publicados; cancele-os ou use force' })}`,
  keyShown: 'esta chamada já foi feita; a chave apareceu naquela resposta e não fica guardada em lugar nenhum',
  keyOutlives: ({ limit, until }, { instant }) =>
    `a sua própria chave vale até ${instant(limit)}; esta ${until === null ? 'não tem fim' : `vale até ${instant(until)}`}`,
  keyWithoutScopes: 'uma chave sem escopos não pode fazer nada',
  keyRevoked: 'a chave foi revogada',
  keyLastAdmin: 'nenhuma outra chave de API poderia administrar o workspace; crie outra antes ou use force',
  keyReachesMore: 'a chave também alcança marcas que a sua não alcança',

  accountsTestedJustNow: ({ count, retryAt }, { number, plural, instant }) =>
    `${plural(count, { one: 'a conta foi testada', other: `${number(count)} contas foram testadas` })} há menos de um minuto; teste de novo em ${instant(retryAt)}`,
  accountSyncedJustNow: ({ retryAt }, { instant }) => `a conta pode ser sincronizada de novo em ${instant(retryAt)}`,
  accountNotReadable: 'é preciso conectar a conta de novo antes de poder ler os números dela',
  accountBusy: ({ count }, { number, plural }) =>
    `${number(count)} ${plural(count, { one: 'destino da conta está agendado, sendo publicado ou sem resultado; cancele-o ou resolva-o primeiro', other: 'destinos da conta estão agendados, sendo publicados ou sem resultado; cancele-os ou resolva-os primeiro' })}`,
  notWithdrawable: ({ platform }) =>
    `${platform} não permite revogar o acesso por aqui; remova o app nas configurações da conta, na própria plataforma.`,
  notWithdrawn: ({ platform, said }, { told }) =>
    `As credenciais foram apagadas aqui, mas ${platform} não confirmou a revogação: ${told(said)}`,

  noApp: ({ platform }) => `esta instalação não tem app em ${platform}`,
  returnUrlNotWhole: 'returnUrl não é um endereço completo, como https://app.example.com/accounts',
  returnUrlForbidden: ({ origin }) =>
    `esta instalação não envia ninguém para ${origin}; quem a opera autoriza origens em SLIPWAY_RETURN_ORIGINS`,
  stateUnknown: 'state desconhecido, já usado ou vencido',
  stateInUse: 'outra chamada está usando este state agora',
  stateSealed: 'esta conexão começou com uma chave de criptografia que não está mais configurada',
  keyEnded: 'a chave de API que iniciou a conexão não vale mais, ou não pode mais conectar contas',
  otherBrowser: 'a conexão começou em outro navegador',
  noCode: 'a plataforma não enviou nenhum código',
  denied: ({ said }, { told }) => `não autorizado: ${told(said)}`,
  scopesDenied: ({ scopes }) => `faltou autorizar: ${scopes}`,
  otherAccount: ({ name }) => `a autorização na plataforma foi dada por ${name}, que é outra conta`,
  connectedTwice: 'a mesma conta está sendo conectada duas vezes; tente de novo',
  connectionFailed: 'a conexão falhou',
  words: ({ said }, { told }) => told(said),

  currencyNotBilled: ({ billed }) =>
    `nenhuma plataforma desta instalação cobra nessa moeda; ${billed === '' ? 'nenhuma cobra nada' : `a cobrança é em ${billed}`}`,

  endpointSecretShown:
    'esta chamada já foi feita; o segredo apareceu naquela resposta, e `rotateWebhookSecret` gera outro',
  eventsNeedScope: ({ scope }) => `estes eventos exigem o escopo ${scope}, que a chave de API não tem`,
  endpointNeedsScope: ({ scope }) => `este endpoint recebe o que exige o escopo ${scope}`,
  endpointsFull: ({ max }, { number }) => `o workspace já tem ${number(max)} endpoints de webhook, que é o limite`,
  endpointWithoutEvents: 'um endpoint sem eventos não recebe nada',
  eventUnknown: ({ event }) => `${event ?? 'isto'} não é um tipo de evento; GET /webhooks/schema mostra os que existem`,
  queryRefused: ({ said }, { told }) => `a query foi recusada: ${told(said)}`,
  nothingToChange: 'não há nada para mudar',
  markOneWay: 'informe `notificationIds` ou `upToId`',
  endpointTestedJustNow: 'o endpoint acabou de ser testado',
  fromBeforeTo: '`from` deve ser anterior a `to`',
  replayTooLong: ({ max }, { number }) =>
    `há mais de ${number(max)} eventos entre \`from\` e \`to\`; repita um intervalo menor`,
  grantEnds: ({ why, at }, { told, instant }) => `${told(why)}: ${instant(at)}`,
  testDisconnected: 'A conta está desconectada.',
  testNotTold: 'A plataforma não chegou a dizer.',
  testSwitchedOff:
    'Não foi perguntado: a plataforma cobra por isso, e quem opera desativou a consulta, ou o orçamento do workspace não cobre.',
  testTokenTaken: 'A plataforma aceita o token de acesso.',
  testScopesGranted: 'Tudo o que se pede foi concedido.',
  testScopesPartly: ({ scopes }) => `Os posts saem; para alguns recursos, faltou conceder: ${scopes}.`,
  testScopesMissing: ({ scopes }) => `Não concedido: ${scopes}.`,
  testIdentity: ({ name }) => `O acesso vale para ${name}.`,
  testPermission: 'A plataforma não tem nada contra os posts.',
  testQuotaFree: 'Não se conhece nenhuma cota em uso.',
  testQuotaLeft: ({ name, left, limit }, { number }) => `Restam ${number(left)} de ${number(limit)} de ${name}.`,
  testQuotaFull: ({ name, left, limit, until }, { number, instant }) =>
    `Restam ${number(left)} de ${number(limit)} de ${name}, até ${instant(until)}`,
  otherAccountTold: ({ name, id }) =>
    `o acesso vale para ${name} (${id}), que é outra conta; ele não é usado para posts desta`,
} as const satisfies Translation<typeof en>;
