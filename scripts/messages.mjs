// What set-up says to people. It speaks before anything is installed or built, so it cannot use src/i18n.

/** Portuguese, English; `{}` stands for the values given, in their order. */
const SENTENCES = {
  oldNode: [
    'O Ruptura precisa do Node.js {} ou mais novo; aqui está o {}. Instale outro (https://nodejs.org) e repita o comando.',
    'Ruptura needs Node.js {} or newer; this is {}. Install another (https://nodejs.org) and repeat the command.',
  ],
  installing: [
    'Instalando as dependências (só na primeira vez; leva de segundos a alguns minutos)…',
    'Installing dependencies (first time only; takes seconds to a few minutes)…',
  ],
  building: ['Compilando…', 'Building…'],
  waiting: ['Outra preparação está em andamento; esperando…', 'Another set-up is running; waiting…'],
  readOnly: [
    'Sem permissão de escrita em {}. Rode o comando como o dono da pasta, ou copie o programa para uma pasta sua.',
    'No permission to write to {}. Run the command as the owner of the folder, or copy the program to a folder of yours.',
  ],
  diskFull: [
    'O disco está cheio em {}. Libere cerca de 1 GB e repita o comando.',
    'The disk is full at {}. Free about 1 GB and repeat the command.',
  ],
  offline: [
    'Não consegui baixar as dependências: o registro do npm não respondeu. Confira a rede (ou o proxy: npm config get proxy) e repita o comando.\n{}',
    'Could not download the dependencies: the npm registry did not answer. Check the network (or the proxy: npm config get proxy) and repeat the command.\n{}',
  ],
  noNpm: [
    'O comando npm não foi encontrado. Instale o npm (vem com o Node.js) e repita o comando.',
    'The npm command was not found. Install npm (it comes with Node.js) and repeat the command.',
  ],
  installFailed: [
    'A instalação das dependências falhou (o npm terminou com {}). O npm disse:\n{}',
    'Installing the dependencies failed (npm ended with {}). npm said:\n{}',
  ],
  buildFailed: ['A compilação falhou:\n{}', 'The build failed:\n{}'],
  checkPassed: ['{}: em ordem', '{}: in order'],
  checkFailed: ['{}: COM FALHA (veja acima)', '{}: FAILED (see above)'],
  installingChromium: [
    'Instalando o Chromium para os testes de página (apt-get; um ou dois minutos)…',
    'Installing Chromium for the tests of pages (apt-get; a minute or two)…',
  ],
  noChromium: [
    'Sem Chromium: os testes de página serão pulados. Instale o chromium (como root: apt-get install chromium) ou indique um em CHROMIUM=/caminho.',
    'No Chromium: the tests of pages will be skipped. Install chromium (as root: apt-get install chromium) or name one in CHROMIUM=/path.',
  ],
  chromiumFailed: [
    'Não consegui instalar o Chromium; os testes de página serão pulados. O apt-get disse:\n{}',
    'Could not install Chromium; the tests of pages will be skipped. apt-get said:\n{}',
  ],
};

/** @typedef {keyof typeof SENTENCES} SentenceKey */

/**
 * A sentence in the language of the terminal: the first of LC_ALL, LC_MESSAGES, LANG that is set decides, as in
 * src/i18n/language.ts; Portuguese when it is not English.
 * @param {SentenceKey} key
 * @param {readonly string[]} values
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string}
 */
export function sentence(key, values = [], environment = process.env) {
  const tag = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const text = SENTENCES[key][/^en\b|^en_/i.test(tag) ? 1 : 0] || '';
  return values.reduce((filled, value) => filled.replace('{}', () => value), text);
}

/**
 * Says a sentence on stderr.
 * @param {SentenceKey} key
 * @param {...string} values
 */
export function say(key, ...values) {
  process.stderr.write(`${sentence(key, values)}\n`);
}
