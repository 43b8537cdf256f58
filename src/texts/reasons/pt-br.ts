/** Why something failed, waits or may fail, by its code, in Brazilian Portuguese; the glossary is that of `common`. */
import type { Translation } from '../../lib/texts.ts';
import type * as en from './en.ts';

export const failure = {
  AUTH_EXPIRED: 'O token de acesso venceu e não pôde ser renovado.',
  AUTH_REVOKED: 'O titular da conta ou a plataforma retirou o acesso.',
  ACCOUNT_CHANGED: 'O acesso agora vale para outra conta da plataforma, não para a que foi conectada.',
  CREDENTIALS_LOST:
    'O acesso guardado não pode ser aberto: a chave de criptografia que o protege não está configurada.',
  RENEWAL_LOST: 'A plataforma trocou o acesso em uma renovação cuja resposta nunca chegou, e ninguém tem o novo.',
  SCOPE_MISSING: 'Falta uma permissão necessária para isto.',
  ACCOUNT_RESTRICTED: 'A plataforma restringiu a conta; o titular precisa resolver isso lá.',
  APP_MISCONFIGURED:
    'Ao app de quem opera esta instalação falta algo na plataforma: um produto, um domínio verificado, uma auditoria ou créditos.',
  CONTENT_INVALID: 'A plataforma não aceita este texto, esta opção ou esta combinação.',
  CONTENT_DUPLICATE: 'A plataforma já tem um post com este conteúdo.',
  CONTENT_POLICY: 'A plataforma recusou o conteúdo com base em suas políticas.',
  MEDIA_INVALID: 'A plataforma não consegue usar este arquivo: formato, tamanho, duração ou dimensões.',
  MEDIA_UNREACHABLE: 'A plataforma não conseguiu buscar a mídia neste servidor.',
  MEDIA_NOT_SERVED:
    'No momento, nenhum processo desta instalação entrega mídia no endereço público; a publicação continua quando algum entregar.',
  PROCESSING_FAILED: 'A plataforma não conseguiu processar a mídia.',
  PROCESSING_TIMEOUT: 'A plataforma não terminou o processamento no tempo permitido.',
  CONTAINER_EXPIRED: 'O envio preparado venceu antes de ser publicado.',
  RATE_LIMITED: 'Pedidos demais; a plataforma pede para voltar mais tarde.',
  QUOTA_EXCEEDED: 'A cota diária da conta ou do app acabou.',
  BUDGET_USED_UP:
    'O orçamento mensal do workspace não cobre o que a plataforma cobra; o post espera o próximo mês ou um orçamento maior.',
  PLATFORM_UNAVAILABLE: 'A plataforma respondeu com um erro dela mesma.',
  PLATFORM_DOWN: 'A plataforma não responde a ninguém no momento; a publicação continua sozinha quando ela voltar.',
  NETWORK: 'Não veio resposta: conexão recusada, interrompida, demorada demais ou resposta ilegível.',
  MISSED_WINDOW: 'O horário de publicar passou por mais tempo do que a janela de atraso permite.',
  OUTCOME_UNKNOWN: 'O post talvez esteja no ar: a resposta se perdeu e a plataforma não sabe dizer.',
  INTERNAL: 'Um defeito no Slipway; os detalhes estão no log do servidor.',
} as const satisfies Translation<typeof en.failure>;

export const health = {
  DISCONNECTED: 'Alguém desconectou a conta.',
  ACCOUNT_CHANGED: failure.ACCOUNT_CHANGED,
  AUTH_REVOKED: failure.AUTH_REVOKED,
  CREDENTIALS_LOST: failure.CREDENTIALS_LOST,
  RENEWAL_LOST: failure.RENEWAL_LOST,
  AUTH_EXPIRED: failure.AUTH_EXPIRED,
  SCOPE_MISSING: 'Falta (ou foi retirada) uma permissão sem a qual nada pode ser publicado.',
  ACCOUNT_RESTRICTED: failure.ACCOUNT_RESTRICTED,
  APP_MISCONFIGURED:
    'A plataforma recusa o app de quem opera esta instalação, por exemplo por um segredo errado. A conta é mantida; quem opera precisa agir.',
  PLATFORM_UNAVAILABLE:
    'A plataforma não deu resposta aproveitável sobre a conta, várias vezes seguidas. Nada se perde com isso.',
  EXPIRES_SOON: 'O acesso acaba em poucos dias, e só o titular pode renová-lo.',
} as const satisfies Translation<typeof en.health>;

export const risk = {
  ACCOUNT_ACCESS: 'O acesso à conta acabou, ou falta uma permissão necessária para publicar.',
  ACCESS_ENDS: 'O acesso à conta acaba antes do horário do post, e só o titular pode renová-lo.',
  ACCOUNT_RESTRICTED: 'A plataforma restringiu a conta; o titular precisa resolver isso lá.',
  ACCOUNT_UNREACHABLE:
    'A plataforma não dá resposta aproveitável sobre a conta, ou recusa o app de quem opera esta instalação.',
  PUBLISHING_PAUSED: 'A publicação está pausada para a conta, a marca ou o workspace.',
  CONTENT_REFUSED: 'A plataforma recusaria o post como ele está: as regras dela, ou o que a conta pode fazer, mudaram.',
  MEDIA_MISSING: 'Um arquivo do post não está mais no armazenamento.',
  MEDIA_CHANGED: 'Um arquivo do post tem outros bytes do que quando foi recebido.',
  QUOTA_USED_UP: 'Uma cota está esgotada para além do horário do post; ele sai quando houver espaço.',
  BUDGET:
    'O orçamento do mês não cobre o post, depois do que sai antes dele; ele espera até o orçamento aumentar ou o mês acabar.',
  PLATFORM_DOWN: 'A plataforma não responde, e o post é para a próxima hora.',
  PLATFORM_UNCONFIGURED: 'Esta instalação não tem credenciais para a plataforma.',
  CLOCKS_CHANGED: 'Pelas regras atuais do fuso horário, os relógios vão mostrar outra hora, não a que se queria.',
} as const satisfies Translation<typeof en.risk>;
