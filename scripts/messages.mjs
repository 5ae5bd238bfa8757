// What set-up says to people. It speaks before anything is installed or built, so it cannot use src/i18n.

const PORTUGUESE = {
  /** @type {(have: string, least: string) => string} */
  oldNode: (have, least) =>
    `O Ruptura precisa do Node.js ${least} ou mais novo; aqui está o ${have}. Instale outro (https://nodejs.org) e repita o comando.`,
  installing: 'Instalando as dependências (só na primeira vez; leva de segundos a alguns minutos)…',
  building: 'Compilando…',
  /** @type {(holder: string) => string} */
  waiting: (holder) => `Outra preparação está em andamento (${holder}); esperando…`,
  /** @type {(holder: string) => string} */
  waitedTooLong: (holder) =>
    `Outra preparação (${holder}) não terminou em 20 minutos. Encerre-a e repita o comando.`,
  /** @type {(path: string) => string} */
  readOnly: (path) =>
    `Sem permissão de escrita em ${path}. Rode o comando como o dono da pasta, ou copie o programa para uma pasta sua.`,
  /** @type {(path: string) => string} */
  diskFull: (path) => `O disco está cheio em ${path}. Libere cerca de 1 GB e repita o comando.`,
  offline:
    'Não consegui baixar as dependências: o registro do npm não respondeu. Confira a rede (ou o proxy: npm config get proxy) e repita o comando.',
  noNpm: 'O comando npm não foi encontrado. Instale o npm (vem com o Node.js) e repita o comando.',
  /** @type {(code: string) => string} */
  installFailed: (code) => `A instalação das dependências falhou (o npm terminou com ${code}). O npm disse:`,
  /** @type {(code: string) => string} */
  buildFailed: (code) => `A compilação falhou (tsc terminou com ${code}):`,
  /** @type {(name: string) => string} */
  checkPassed: (name) => `${name}: em ordem`,
  /** @type {(name: string) => string} */
  checkFailed: (name) => `${name}: COM FALHA (veja acima)`,
  installingChromium: 'Instalando o Chromium para os testes de página (apt-get; um ou dois minutos)…',
  noChromium:
    'Sem Chromium: os testes de página serão pulados. Instale o chromium (como root: apt-get install chromium) ou indique um em CHROMIUM=/caminho.',
  /** @type {(output: string) => string} */
  chromiumFailed: (output) =>
    `Não consegui instalar o Chromium; os testes de página serão pulados. O apt-get disse:\n${output}`,
};

/** @type {typeof PORTUGUESE} */
const ENGLISH = {
  oldNode: (have, least) =>
    `Ruptura needs Node.js ${least} or newer; this is ${have}. Install another (https://nodejs.org) and repeat the command.`,
  installing: 'Installing dependencies (first time only; takes seconds to a few minutes)…',
  building: 'Building…',
  waiting: (holder) => `Another set-up is running (${holder}); waiting…`,
  waitedTooLong: (holder) =>
    `Another set-up (${holder}) did not finish within 20 minutes. End it and repeat the command.`,
  readOnly: (path) =>
    `No permission to write to ${path}. Run the command as the owner of the folder, or copy the program to a folder of yours.`,
  diskFull: (path) => `The disk is full at ${path}. Free about 1 GB and repeat the command.`,
  offline:
    'Could not download the dependencies: the npm registry did not answer. Check the network (or the proxy: npm config get proxy) and repeat the command.',
  noNpm: 'The npm command was not found. Install npm (it comes with Node.js) and repeat the command.',
  installFailed: (code) => `Installing the dependencies failed (npm ended with ${code}). npm said:`,
  buildFailed: (code) => `The build failed (tsc ended with ${code}):`,
  checkPassed: (name) => `${name}: in order`,
  checkFailed: (name) => `${name}: FAILED (see above)`,
  installingChromium: 'Installing Chromium for the tests of pages (apt-get; a minute or two)…',
  noChromium:
    'No Chromium: the tests of pages will be skipped. Install chromium (as root: apt-get install chromium) or name one in CHROMIUM=/path.',
  chromiumFailed: (output) =>
    `Could not install Chromium; the tests of pages will be skipped. apt-get said:\n${output}`,
};

/**
 * The sentences in the language of the terminal: the first of LC_ALL, LC_MESSAGES, LANG that is set decides, as in
 * src/i18n/language.ts; Portuguese when it is not English.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {typeof PORTUGUESE}
 */
export function sentences(environment) {
  const tag = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^en\b|^en_/i.test(tag) ? ENGLISH : PORTUGUESE;
}
