/** Makes `public/`: GraphiQL as files with a hash in their name, each also compressed, and the small page that loads them. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as graphiql from '@graphql-yoga/render-graphiql/graphiql';

const FOLDER = join(import.meta.dirname, '../public/graphiql');

const WELCOME = `# Welcome to Slipway. Set your key under "Headers":
#   { "Authorization": "Bearer slw_…" }
#
# What each platform takes, and whether it is connected:
{
  platforms {
    platform
    apiVersion
    isConfigured
    isSandbox
    formats {
      format
      description
      caption { max unit }
      media { min max kinds }
    }
  }
}
`;

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

/** Relative to the page, whose own address may have a path in front of `/graphql`. */
const address = (name: string) => `assets/graphiql/${name}`;

const editor = file('editor', 'js', graphiql.editorWorkerService);
const json = file('json', 'js', graphiql.jsonWorker);
const graphql = file('graphql', 'js', graphiql.graphqlWorker);
const app = file('graphiql', 'js', graphiql.js);
const style = file('graphiql', 'css', graphiql.css);
const icon = file('icon', 'png', Buffer.from(graphiql.favicon.replace(/^data:[^,]*,/, ''), 'base64'));

const options = {
  title: 'Slipway',
  // It sends its headers, and with them the key, with a stream of events, but not with a socket.
  subscriptionsProtocol: 'SSE',
  defaultQuery: WELCOME,
  defaultEditorToolsVisibility: 'headers',
};
const workers = { editorWorkerService: address(editor), json: address(json), graphql: address(graphql) };
// Addresses of workers are relative to the page as well, but the editor wants them whole.
const start = file(
  'start',
  'js',
  `const workers = ${JSON.stringify(workers)};
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => new URL(workers[label], document.baseURI).href,
};
addEventListener('DOMContentLoaded', () => {
  const options = JSON.parse(document.querySelector('#options').textContent);
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), options);
});
`,
);

writeWithCompressed(
  'index.html',
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Slipway</title>
<link rel="icon" href="${address(icon)}">
<link rel="stylesheet" href="${address(style)}">
<script src="${address(start)}"></script>
<script src="${address(app)}" defer></script>
</head>
<body id="body" class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
<script type="application/json" id="options">${JSON.stringify(options).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`,
);

/** Answers with the name under which the content is found from now on. */
function file(name: string, extension: string, content: string | Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const full = `${name}.${hash}.${extension}`;
  if (extension === 'png') writeFileSync(join(FOLDER, full), content);
  else writeWithCompressed(full, content);
  return full;
}

function writeWithCompressed(name: string, content: string | Buffer): void {
  const path = join(FOLDER, name);
  const bytes = Buffer.from(content);
  writeFileSync(path, bytes);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  // Quality 11 would save another 9 % and take twenty times as long, at every installation.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
